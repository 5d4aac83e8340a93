import Synchronization

/// Hands one value from a publisher to a reader; what the reader did not take yet is replaced.
///
/// The only unsafe code of the package. A reader takes no lock, and a decision that begins after a publication has ended
/// sees it. Safe code gives up one of three things: a lock that is only tried lets a reader miss a publication while the
/// next is being posted; a chain of `AtomicLazyReference` keeps everything ever published alive behind an idle worker; a
/// mutex held by a preempted publisher stops readers. Looking costs one relaxed load; the figures stand in
/// Docs/Architecture.md.
///
/// The unmanaged reference is retained while it lies here, and whoever exchanges it out owns it: no two threads can.
@safe struct ViewMailbox<Value: AnyObject & Sendable>: ~Copyable, Sendable {
  private let pending = unsafe Atomic<Unmanaged<Value>?>(nil)

  /// Whether there is something to take.
  var isEmpty: Bool { unsafe pending.load(ordering: .relaxed) == nil }

  /// Puts a value in, and gives back the one that nobody took.
  @discardableResult
  func post(_ value: Value) -> Value? {
    unsafe pending.exchange(Unmanaged.passRetained(value), ordering: .acquiringAndReleasing)?.takeRetainedValue()
  }

  /// Takes out what there is.
  func take() -> Value? {
    unsafe pending.exchange(nil, ordering: .acquiringAndReleasing)?.takeRetainedValue()
  }

  deinit { _ = take() }
}
