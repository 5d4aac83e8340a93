import Synchronization

/// A value behind a mutex, in a way that the thread sanitizer can see.
///
/// The slow path of `Mutex` runs in the standard library, which is not instrumented: a lock that was waited for looks to the
/// sanitizer like none, and it reports a race for a counter in a plain `Mutex`. The word beside it says in
/// instrumented code what the mutex guarantees anyway, for one load and one store a lock.
package struct Locked<Value: ~Copyable & Sendable>: ~Copyable, Sendable {
  private let mutex: Mutex<Value>
  private let isPassedOn = Atomic<Bool>(false)

  package init(_ value: consuming sending Value) {
    mutex = Mutex(value)
  }

  package borrowing func withLock<Result: Sendable, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try mutex.withLock { (value: inout sending Value) throws(Failure) -> Result in
      _ = isPassedOn.load(ordering: .acquiring)
      defer { isPassedOn.store(true, ordering: .releasing) }
      return try body(&value)
    }
  }
}
