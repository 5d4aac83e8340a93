internal import RoutingCore

/// One request and how its answer is fetched; only an answer that tells of success comes through.
struct ProviderExchange {
  var request: HTTPRequest
  let transport: any HTTPTransport
  let limits: ResponseLimits
  let failures: FailureReader

  /// How much of the body of a refusal is read from a stream.
  static let maximumRefusalBytes = 65_536

  /// The body of the answer.
  func body() async throws(ProviderFailure) -> [UInt8] {
    let response: HTTPResponse
    do {
      response = try await transport.send(request)
    } catch {
      throw ProviderFailure(error)
    }
    guard response.body.count <= limits.maximumBytes else { throw .transport(.tooLarge) }
    guard response.head.isSuccess else { throw failures.failure(response.head, body: response.body) }
    // A host that echoes its requests must not tell a client the secret that they came with (C-408).
    return failures.redactor.removingKnown(from: response.body)
  }

  /// The answer as a stream of events.
  func events(readBy reader: any ChunkReader) async throws(ProviderFailure) -> EventStream {
    var request = request
    request.headers.append(HTTPField("accept", "text/event-stream"))
    let stream: any HTTPResponseStream
    do {
      stream = try await transport.stream(request)
    } catch {
      throw ProviderFailure(error)
    }
    guard stream.head.isSuccess, stream.head.mayBeEventStream else {
      let body = await beginning(of: stream)
      guard stream.head.isSuccess else { throw failures.failure(stream.head, body: body) }
      throw failures.unstreamed(body)
    }
    return EventStream(upstream: stream, reader: reader, redactor: failures.redactor, limits: limits)
  }

  /// As much of a refusal as is needed to tell what it says.
  private func beginning(of stream: any HTTPResponseStream) async -> [UInt8] {
    var body: [UInt8] = []
    while body.count < ProviderExchange.maximumRefusalBytes, let piece = try? await stream.next() { body += piece }
    stream.cancel()
    return body
  }
}

extension ProviderFailure {
  /// What a transport threw, as an adapter tells of it.
  init(_ error: HTTPTransportError) {
    switch error {
    // A transport whose connection was closed under it need not know why it was.
    case .failed(let failure): self = Task.isCancelled ? .cancelled : .transport(failure)
    case .cancelled: self = .cancelled
    }
  }
}

extension HTTPResponseHead {
  /// Whether the status tells of success.
  var isSuccess: Bool { status >= 200 && status < 300 }

  /// Whether the body can be a stream of events, as far as its type says.
  var mayBeEventStream: Bool {
    guard let type = self["content-type"]?.lowercased() else { return true }
    return !type.hasPrefix("application/json") && !type.hasPrefix("text/html")
  }
}
