package import ProviderAdapters
package import RoutingCore
import Synchronization
import TokenHubAPI

/// A provider on this machine that gives the answers of a script and remembers what it was asked.
package final class ScriptedUpstream: Sendable {
  private struct Script: Sendable {
    var answers: [String: [Answer]]
    var requests: [RecordedRequest] = []

    /// The next answer of a path; the last one is given again and again.
    mutating func next(for path: String) -> Answer {
      guard var answers = answers[path], let first = answers.first else {
        return .document(404, #"{"error":{"message":"no answer is scripted for this path"}}"#)
      }
      if answers.count > 1 { answers.removeFirst() }
      self.answers[path] = answers
      return first
    }
  }

  private final class State: Sendable {
    let script: Mutex<Script>
    init(_ answers: [String: [Answer]]) { script = Mutex(Script(answers: answers)) }
  }

  private let state: State
  private let server: LoopbackServer

  /// `http://127.0.0.1:` and the port.
  package var url: String { server.url }
  /// What was asked, in the order of arrival.
  package var requests: [RecordedRequest] { state.script.withLock { $0.requests } }

  /// Starts a provider with the answers of each path.
  ///
  /// - Throws: `SystemFailure` where there is no port to have.
  package init(_ answers: [String: [Answer]] = [:]) throws {
    let state = State(answers)
    self.state = state
    server = try LoopbackServer(replying: { request in
      let recorded = await RecordedRequest(request)
      let answer = state.script.withLock { script in
        script.requests.append(recorded)
        return script.next(for: request.path)
      }
      return await answer.reply()
    })
  }

  /// Replaces the answers of a path.
  package func script(_ path: String, _ answers: Answer...) { state.script.withLock { $0.answers[path] = answers } }

  /// Ends all connections, and waits until they have.
  package func stop() async { await server.stop() }
}

/// What a provider was asked.
package struct RecordedRequest: Hashable, Sendable {
  /// The method.
  package var method: String
  /// The path as it was sent.
  package var path: String
  /// What stood behind the question mark.
  package var query: String
  /// The header fields in order.
  package var headers: [HTTPField]
  /// The whole body, as far as it arrived.
  package var body: [UInt8]

  /// The body as JSON, or nil where it is none.
  package var json: JSONValue? { try? JSONValue(parsing: body) }

  /// The value of the first header field of this name, whose case does not matter.
  package subscript(header name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  init(_ request: GatewayRequest) async {
    (method, path, query, headers) = (request.method, request.path, request.query, request.headers)
    switch request.body {
    case .none: body = []
    case .bytes(let bytes): body = bytes
    case .pieces(let stream):
      body = []
      while let piece = try? await stream.next() { body += piece }
    }
  }
}
