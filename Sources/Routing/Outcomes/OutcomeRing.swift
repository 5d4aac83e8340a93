import Synchronization

/// A queue of fixed size from one writer to one reader, wait-free for both.
///
/// The words are atomics read and written without order, which are plain moves on every machine; only the count of
/// entries carries order. So the ring is safe code, and the thread sanitizer sees that. It cannot be copied, so that using
/// it counts no reference: as an object of its own, an outcome took 19 ns.
struct OutcomeRing: ~Copyable, Sendable {
  /// How many entries it holds: at 32 bytes each they stay within a second-level cache.
  static let capacity = 4096
  private static let width = 4

  private let words: InlineArray<16384, Atomic<UInt64>>
  /// How many entries were ever written.
  private let written = Atomic<Int>(0)
  /// How many of them were read.
  private let read = Atomic<Int>(0)

  init() {
    words = InlineArray { _ in Atomic(0) }
  }

  /// The writer's end, of which there is one.
  struct Writer: Sendable {
    private(set) var written = 0
    /// The count up to which there is room, as far as the writer has looked.
    private var limit = OutcomeRing.capacity

    /// Whether there is room, as far as the writer has looked.
    var hasRoom: Bool {
      @inline(__always) get { written != limit }
    }

    /// Looks again how far the reader has come.
    mutating func look(at ring: borrowing OutcomeRing) {
      limit = ring.read.load(ordering: .acquiring) &+ OutcomeRing.capacity
    }

    /// Writes an entry, for which there must be room.
    @inline(__always)
    mutating func write(_ entry: OutcomeWords, to ring: borrowing OutcomeRing) {
      ring.store(entry, at: written)
      written &+= 1
      ring.written.store(written, ordering: .releasing)
    }
  }

  @inline(__always)
  private func store(_ entry: OutcomeWords, at count: Int) {
    let first = (count & (OutcomeRing.capacity &- 1)) &* OutcomeRing.width
    words[first].store(entry.moment, ordering: .relaxed)
    words[first &+ 1].store(entry.latency, ordering: .relaxed)
    words[first &+ 2].store(entry.timePerToken, ordering: .relaxed)
    words[first &+ 3].store(entry.subject, ordering: .relaxed)
  }

  /// Reads everything there is, oldest first, with each entry's count; for the one reader.
  func drain(_ body: (Int, OutcomeEntry) -> Void) {
    let end = written.load(ordering: .acquiring)
    for count in read.load(ordering: .relaxed)..<end {
      let first = (count & (OutcomeRing.capacity - 1)) * OutcomeRing.width
      let entry = OutcomeWords(
        moment: words[first].load(ordering: .relaxed), latency: words[first + 1].load(ordering: .relaxed),
        timePerToken: words[first + 2].load(ordering: .relaxed), subject: words[first + 3].load(ordering: .relaxed))
      body(count, entry.entry)
    }
    read.store(end, ordering: .releasing)
  }
}
