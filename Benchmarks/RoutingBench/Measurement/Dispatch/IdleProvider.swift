import Routing
import RoutingCore

/// A provider that answers at once with nothing, so that what is measured is the way there and back.
struct IdleProvider: ModelProvider {
  private static let reply = ProviderReply(body: .null)
  private static let chunk = StreamChunk(body: .null, byteCount: 1)

  func send(_ call: ProviderCall) async throws(ProviderFailure) -> ProviderReply { Self.reply }

  func openStream(_ call: ProviderCall) async throws(ProviderFailure) -> any ProviderStream { OnePiece() }

  /// A stream of one piece.
  private final class OnePiece: ProviderStream {
    private let turns = TurnCounter()

    func next() async throws(ProviderFailure) -> StreamChunk? { turns.next() == 0 ? IdleProvider.chunk : nil }
    func cancel() {}
  }
}
