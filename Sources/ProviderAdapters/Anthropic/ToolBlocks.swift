internal import RoutingCore

/// The calls of a stream, which Anthropic numbers among all blocks and OpenAI by themselves.
struct ToolBlocks: Hashable {
  private var open: [Int: Call] = [:]
  private var count = 0

  private struct Call: Hashable {
    var index: Int
    var input: JSONValue?
    var hasArguments = false
  }

  /// Notes that a call begins, with the input that stands there already, and tells its number among the calls.
  mutating func begin(block: Int, input: JSONValue?) -> Int {
    defer { count += 1 }
    open[block] = Call(index: count, input: input)
    return count
  }

  /// Notes that arguments come for a block, and tells the number of its call, or nil where the block is none.
  mutating func add(toBlock block: Int) -> Int? {
    open[block]?.hasArguments = true
    return open[block]?.index
  }

  /// Ends a block; where it is a call that got no arguments, tells those it has, because clients read them as JSON.
  mutating func end(block: Int) -> (index: Int, missingInput: String)? {
    guard let call = open.removeValue(forKey: block), !call.hasArguments else { return nil }
    return (call.index, (call.input.flatMap { $0.members == nil ? nil : $0 } ?? JSONValue(.object([]))).text)
  }
}
