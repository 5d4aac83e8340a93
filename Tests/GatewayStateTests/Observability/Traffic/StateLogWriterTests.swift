import RoutingCore
import RoutingTestSupport
import Testing

@testable import GatewayState

@Suite(.offThePool) struct StateLogWriterTests {
  private static func entry(_ number: Int, in log: StateLog = .requests) -> StateChange {
    .append(log, StateLogEntry(id: "\(number)", milliseconds: number, body: .null))
  }

  private func dropped(_ metrics: MetricsRegistry, _ operation: String) throws -> Double? {
    try ExpositionReader(metrics.text).value("tokenhub_store_dropped_total", operation)
  }

  @Test("everything is stored once, in the order of asking, and each asking as a whole", arguments: 0..<10)
  func order(seed: UInt64) async {
    var dice = SeededGenerator(seed: seed, stream: 0x109)
    let store = RecordingStore()
    let writer = StateLogWriter(store, metrics: MetricsRegistry(), batchSize: 1 + dice.index(below: 8))
    var asked: [[StateChange]] = []
    for number in 0..<100 {
      let changes = (0..<dice.index(below: 5)).map { Self.entry(number * 10 + $0) }
      writer.append(changes)
      asked.append(changes)
      if dice.unit() < 0.1 { await writer.flush() }
    }
    await writer.flush()
    #expect(store.changes == asked.flatMap(\.self))
    for unit in asked where !unit.isEmpty {
      #expect(store.commits.contains { $0.contains(unit) })
    }
    #expect(writer.droppedCount == 0)
  }

  @Test("what waits while the store is busy is committed many at a time")
  func batches() async {
    let store = RecordingStore()
    let writer = StateLogWriter(store, metrics: MetricsRegistry(), batchSize: 10)
    store.hold()
    for number in 0..<25 { writer.append([Self.entry(number)]) }
    store.letGo()
    await writer.flush()
    #expect(store.changes == (0..<25).map { Self.entry($0) })
    #expect(store.commits.count <= 5)
    #expect(store.commits.allSatisfy { $0.count <= 10 })
  }

  @Test("H-120: what the store refuses is counted by what it was, and what comes after it is stored")
  func unavailable() async throws {
    let store = RecordingStore()
    let metrics = MetricsRegistry()
    let writer = StateLogWriter(store, metrics: metrics)
    store.fail([.unavailable("gone")])
    writer.append([
      Self.entry(1), Self.entry(2, in: .rewards), Self.entry(3, in: .rewards), .remove(.settings, key: "k"),
    ])
    await writer.flush()
    writer.append([Self.entry(4)])
    await writer.flush()
    #expect(store.changes == [Self.entry(4)])
    #expect(try dropped(metrics, "requests") == 1)
    #expect(try dropped(metrics, "rewards") == 2)
    #expect(try dropped(metrics, "settings") == 1)
    #expect(writer.droppedCount == 4)
  }

  @Test("one asking that conflicts takes none of the others with it")
  func conflict() async throws {
    let store = RecordingStore()
    let metrics = MetricsRegistry()
    let writer = StateLogWriter(store, metrics: metrics)
    store.conflict(on: "bad")
    store.hold()
    for number in 0..<6 {
      writer.append([Self.entry(number), .put(.settings, key: number == 3 ? "bad" : "k", body: 1)])
    }
    store.letGo()
    await writer.flush()
    let stored = store.changes.compactMap { change -> String? in
      guard case .append(_, let entry) = change else { return nil }
      return entry.id
    }
    #expect(stored == ["0", "1", "2", "4", "5"])
    #expect(writer.droppedCount == 2)
    #expect(try dropped(metrics, "settings") == 1)
  }

  @Test("there is room for so many changes that wait; what finds none is dropped as a whole and counted, at once")
  func bound() async throws {
    let store = RecordingStore()
    let metrics = MetricsRegistry()
    let writer = StateLogWriter(store, metrics: metrics, capacity: 10, batchSize: 1)
    store.hold()
    writer.append([Self.entry(-1)])
    while !store.isAwaited { await Task.yield() }
    for number in 0..<100 { writer.append([Self.entry(number), Self.entry(number)]) }
    #expect(writer.droppedCount == 190)
    store.letGo()
    await writer.flush()
    #expect(store.changes.count == 11)
    #expect(try dropped(metrics, "requests") == 190)
    writer.append((0..<11).map { Self.entry($0) })
    await writer.flush()
    #expect(store.changes.count == 11 && writer.droppedCount == 201)
  }

  @Test("a flush without anything to store is over at once, and one waits for what was asked for before it")
  func flush() async {
    let store = RecordingStore()
    let writer = StateLogWriter(store, metrics: MetricsRegistry())
    await writer.flush()
    store.hold()
    writer.append([Self.entry(1)])
    let flush = Task {
      await writer.flush()
      return store.changes.count
    }
    for _ in 0..<5 { await Task.yield() }
    store.letGo()
    #expect(await flush.value == 1)
  }

  @Test("of many tasks that ask, each one's changes are stored in its order")
  func manyTasks() async {
    let store = RecordingStore()
    let writer = StateLogWriter(store, metrics: MetricsRegistry(), batchSize: 7)
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<6 {
        group.addTask {
          for number in 0..<50 {
            writer.append([Self.entry(task * 1000 + number)])
            if number % 10 == 0 { await writer.flush() }
          }
        }
      }
    }
    await writer.flush()
    let stored = store.changes.compactMap { change -> Int? in
      guard case .append(_, let entry) = change else { return nil }
      return entry.milliseconds
    }
    #expect(stored.count == 300 && writer.droppedCount == 0)
    for task in 0..<6 {
      #expect(stored.filter { $0 / 1000 == task } == (0..<50).map { task * 1000 + $0 })
    }
  }
}
