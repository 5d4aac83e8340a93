package import TokenHubAPI

/// What a handler has a server do.
package enum LoopbackReply: Sendable {
  /// Sends a response.
  case response(GatewayResponse)
  /// Resets the connection, as a server that crashed.
  case reset
}

/// Frames that may end with a reset of the connection, as of a server that crashed in the middle.
package protocol BreakingEventStream: GatewayEventStream {
  /// Whether the connection is reset after the last frame.
  var endsWithReset: Bool { get }
}
