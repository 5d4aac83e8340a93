import RoutingCore

/// Entries of all workers, put in one order and waiting to be folded.
struct PendingOutcomes: Sendable {
  private var entries: [PendingEntry] = []
  /// Entries whose ring was full, since this was last asked.
  private var spilled = 0

  struct PendingEntry: Sendable {
    let entry: OutcomeEntry
    let message: String?
    let worker: Int
    let sequence: Int
  }

  /// The outcomes that wait; beginnings do not count.
  var outcomeCount: Int {
    entries.reduce(0) { count, pending in
      if case .ended = pending.entry.event { count + 1 } else { count }
    }
  }

  /// Takes in what a worker has told.
  ///
  /// The overflow is emptied first: whatever it then holds was put in before the ring's count is read, so every ring entry
  /// that goes before it is there too, and a worker's entries keep their order from tick to tick.
  mutating func collect(from link: WorkerLink, sequence: inout Int) {
    var overflow = link.overflow.drain()[...]
    func add(_ entry: OutcomeEntry, _ message: String?, to entries: inout [PendingEntry], _ sequence: inout Int) {
      entries.append(PendingEntry(entry: entry, message: message, worker: link.number, sequence: sequence))
      sequence += 1
    }
    link.ring.drain { count, entry in
      while let first = overflow.first, first.ringCount <= count {
        overflow.removeFirst()
        spilled += first.isSpilled ? 1 : 0
        add(first.entry, first.message, to: &entries, &sequence)
      }
      add(entry, nil, to: &entries, &sequence)
    }
    for last in overflow {
      spilled += last.isSpilled ? 1 : 0
      add(last.entry, last.message, to: &entries, &sequence)
    }
  }

  /// How many entries spilled since the last call.
  mutating func takeSpilled() -> Int {
    defer { spilled = 0 }
    return spilled
  }

  /// The first entries by moment, then worker, then the worker's own order, which leave the line.
  mutating func next(_ limit: Int) -> [PendingEntry] {
    entries.sort { lhs, rhs in
      (lhs.entry.moment, lhs.worker, lhs.sequence) < (rhs.entry.moment, rhs.worker, rhs.sequence)
    }
    let next = Array(entries.prefix(max(limit, 0)))
    entries.removeFirst(next.count)
    return next
  }
}
