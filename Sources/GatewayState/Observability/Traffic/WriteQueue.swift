/// Changes that wait to be committed, in the order of asking, and how far the writing has come.
struct WriteQueue: Sendable {
  /// The changes of one asking, which are committed together.
  struct Unit: Sendable {
    var changes: [StateChange]
  }

  /// The most changes that wait.
  let capacity: Int
  /// The most changes of one commit; a unit that is larger goes by itself.
  let batchSize: Int
  private var units: [Unit] = []
  private var waiting = 0
  private(set) var isWriting = false
  /// How many units were taken in, and how many of them are done with.
  private(set) var accepted = 0
  private(set) var finished = 0
  private var underWay = 0

  init(capacity: Int, batchSize: Int) {
    self.capacity = max(capacity, 1)
    self.batchSize = max(batchSize, 1)
  }

  /// What comes of asking.
  enum Answer {
    /// They wait; a writer is at work already.
    case queued
    /// They wait, and a writer is to be started.
    case startsWriter
    /// There is no room for them.
    case full
  }

  /// Takes changes in, all or none of them.
  mutating func add(_ changes: [StateChange]) -> Answer {
    guard waiting + changes.count <= capacity else { return .full }
    units.append(Unit(changes: changes))
    waiting += changes.count
    accepted += 1
    guard !isWriting else { return .queued }
    isWriting = true
    return .startsWriter
  }

  /// The next batch; none where nothing waits, and the writer is to end then.
  mutating func next() -> [Unit] {
    finished += underWay
    var batch: [Unit] = []
    var size = 0
    for unit in units {
      guard batch.isEmpty || size + unit.changes.count <= batchSize else { break }
      batch.append(unit)
      size += unit.changes.count
    }
    units.removeFirst(batch.count)
    waiting -= size
    underWay = batch.count
    isWriting = !batch.isEmpty
    return batch
  }
}
