import RoutingCore
import RoutingTestSupport
import Testing

@testable import RoutingFormats

@Suite(.offThePool) struct BailianTraceTests {
  private func read(_ text: String) -> (records: [TraceRecord], errors: [FormatError], format: TraceFormat?) {
    var bytes: [UInt8]? = Array(text.utf8)
    var reader = TraceReader<Never>(file: "t") {
      defer { bytes = nil }
      return bytes
    }
    var records: [TraceRecord] = []
    var errors: [FormatError] = []
    while let item = reader.next() {
      switch item {
      case .record(let record): records.append(record)
      case .malformed(let error): errors.append(error)
      }
    }
    return (records, errors, reader.format)
  }

  private func row(_ chat: Int, _ parent: String, time: String = "1") -> String {
    "{\"chat_id\": \(chat), \"parent_chat_id\": \(parent), \"timestamp\": \(time), \"input_length\": 5, "
      + "\"output_length\": 6, \"type\": \"text\", \"turn\": 1, \"hash_ids\": [7]}\n"
  }

  @Test("rows give time in seconds, lengths, blocks and the conversation, told by the first line")
  func rows() {
    let (records, errors, format) = read(
      #"{"chat_id": 159, "parent_chat_id": -1, "timestamp": 61.114, "input_length": 521, "output_length": 132, "#
        + #""type": "text", "turn": 1, "hash_ids": [1089, 1090, 6326]}"# + "\n" + row(160, "159", time: "1.5e2")
        + row(161, "160") + row(162, "null") + row(163, "99"))
    #expect(errors == [])
    #expect(format == .bailian)
    #expect(
      records.first
        == TraceRecord(
          arrival: Moment(nanoseconds: 61_114_000_000), inputTokens: 521, outputTokens: 132, session: "159",
          prefixBlocks: [1089, 1090, 6326]))
    #expect(records.dropFirst().first?.arrival == Moment(milliseconds: 150_000))
    #expect(records.map(\.session) == ["159", "159", "159", "162", "99"])
  }

  @Test(
    "a malformed row is reported with its line and field, and the rest is read",
    arguments: [
      ("{\"timestamp\": 1, \"input_length\": 5, \"output_length\": 6}", "chat_id"),
      ("{\"chat_id\": \"a\", \"timestamp\": 1, \"input_length\": 5, \"output_length\": 6}", "chat_id"),
      ("{\"chat_id\": 1.5, \"timestamp\": 1, \"input_length\": 5, \"output_length\": 6}", "chat_id"),
      (
        "{\"chat_id\": 1, \"parent_chat_id\": [], \"timestamp\": 1, \"input_length\": 5, \"output_length\": 6}",
        "parent_chat_id"
      ),
      ("{\"chat_id\": 1, \"chat_id\": 1, \"timestamp\": 1, \"input_length\": 5, \"output_length\": 6}", "chat_id"),
      ("{\"chat_id\": 1, \"timestamp\": 1e12, \"input_length\": 5, \"output_length\": 6}", "timestamp"),
      ("{\"chat_id\": 1, \"timestamp\": NaN, \"input_length\": 5, \"output_length\": 6}", "timestamp"),
    ])
  func malformed(text: String, field: String) {
    let (records, errors, _) = read(row(1, "-1") + text + "\n" + row(2, "1"))
    #expect(records.map(\.session) == ["1", "1"])
    #expect(errors.map(\.line) == [2])
    #expect(errors.map(\.field) == [field])
  }

  @Test("a conversation is that of the first request, as followed from parent to parent")
  func ancestry() {
    var generator = SeededGenerator(seed: 8)
    var chats = ChatAncestry()
    var parents: [Int] = []
    for chat in 0..<3_000 {
      let parent = generator.unit() < 0.4 || chat == 0 ? -1 : generator.index(below: chat)
      parents.append(parent)
      var root = chat
      while parents[root] >= 0 { root = parents[root] }
      #expect(chats.root(of: chat, parent: parent) == root)
    }
  }

  @Test("only the last requests are remembered; a parent forgotten counts as the first of its conversation")
  func forgetting() {
    var chats = ChatAncestry(capacity: 3)
    #expect(chats.root(of: 1, parent: -1) == 1)
    #expect(chats.root(of: 2, parent: 1) == 1)
    #expect(chats.root(of: 3, parent: nil) == 3)
    // The fourth takes the place of the first, but the second still knows where it belongs.
    #expect(chats.root(of: 4, parent: 2) == 1)
    #expect(chats.root(of: 5, parent: 4) == 1)
    // The second is gone by now, and whoever follows it next stays with whoever follows it later.
    #expect(chats.root(of: 6, parent: 2) == 2)
    #expect(chats.root(of: 7, parent: 2) == 2)
    // A request that follows itself begins a conversation, and one that comes twice is no trap.
    #expect(chats.root(of: 8, parent: 8) == 8)
    for _ in 0..<10 { #expect(chats.root(of: 8, parent: -1) == 8) }
  }

  @Test("no broken line is a trap, and each is told of")
  func fuzz() {
    var generator = SeededGenerator(seed: 12)
    let good = Array((row(1, "-1") + row(2, "1") + row(3, "2")).utf8)
    for _ in 0..<1_500 {
      let bytes = Mutation.mutated(good, using: &generator)
      var chunk: [UInt8]? = bytes
      var reader = TraceReader<Never>(format: .bailian) {
        defer { chunk = nil }
        return chunk
      }
      var items = 0
      while let item = reader.next() {
        items += 1
        if case .record(let record) = item { #expect(record.session != nil) }
      }
      // Every line that has anything in it is a record or an error; of nothing there is one error.
      let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
      let lines = bytes[start...].split(separator: 0x0A).count { line in
        let text = line.last == 0x0D ? line.dropLast() : line
        return !text.allSatisfy { $0 == 0x20 || $0 == 0x09 }
      }
      #expect(items == max(lines, 1))
    }
  }

  @Test("a tenant is written, and reads back")
  func tenant() {
    let record = TraceRecord(arrival: .zero, inputTokens: 1, outputTokens: 2, tenant: "a \"b\"")
    let (records, errors, format) = read(String(decoding: TraceWriter.line(record), as: UTF8.self))
    #expect(errors == [])
    #expect(format == .tokenHub)
    #expect(records == [record])
  }
}
