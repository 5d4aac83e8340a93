internal import ProviderAdapters

/// The body of an exchange under way; letting go of it closes the connection.
final class ExchangeStream: HTTPResponseStream {
  let head: HTTPResponseHead
  private let exchange: Exchange

  init(_ exchange: Exchange, head: HTTPResponseHead) {
    self.exchange = exchange
    self.head = head
  }

  deinit { exchange.stop(.cancelled) }

  func next() async throws(HTTPTransportError) -> [UInt8]? {
    try await exchange.next()
  }

  func cancel() { exchange.stop(.cancelled) }
}

extension ExchangeStream: CustomReflectable {
  /// The head and no more: a task shows the headers of its request.
  var customMirror: Mirror { Mirror(self, children: ["head": head]) }
}
