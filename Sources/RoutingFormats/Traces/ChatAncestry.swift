/// Which conversation a chat of a Qwen-Bailian trace belongs to.
///
/// Such a trace names every request (`chat_id`) and the one it follows (`parent_chat_id`, −1 where it begins a
/// conversation). A conversation is called after its first request. Only the last ``capacity`` requests are remembered,
/// some ten megabytes; a parent that is not known, since it came longer ago or before the trace begins, is taken for
/// the first request of its conversation, so that all that follow the same parent stay together.
struct ChatAncestry {
  let capacity: Int
  private var roots: [Int: Int] = [:]
  /// The requests remembered, in the order they came, written over from the front once full.
  private var order: [Int] = []
  private var oldest = 0

  init(capacity: Int = 1 << 18) {
    self.capacity = capacity
  }

  /// The first request of the conversation that a request belongs to, and remembers the request.
  ///
  /// - Complexity: O(1) on average.
  mutating func root(of chat: Int, parent: Int?) -> Int {
    let root = parent.flatMap { $0 < 0 ? nil : roots[$0] ?? $0 } ?? chat
    // A number that comes twice keeps its place in the order, and its last conversation.
    if roots.updateValue(root, forKey: chat) == nil { remember(chat) }
    return root
  }

  private mutating func remember(_ chat: Int) {
    guard order.count == capacity else {
      order.append(chat)
      return
    }
    roots[order[oldest]] = nil
    order[oldest] = chat
    oldest = oldest + 1 == capacity ? 0 : oldest + 1
  }
}
