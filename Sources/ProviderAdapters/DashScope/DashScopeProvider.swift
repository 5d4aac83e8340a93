public import Routing
public import RoutingCore

/// Alibaba's DashScope: chat and embeddings by its imitation of OpenAI's API, pictures and videos as tasks.
///
/// One call for a picture or a video submits a task and returns what DashScope says of it; ``task(_:timeout:)`` asks
/// how far it is. Waiting in between is for the caller, as with ``MediaTaskWaiter``. A picture that is asked for with
/// `input.messages` is made at once.
public struct DashScopeProvider: MediaTaskProvider {
  /// The address in mainland China; the international one is `https://dashscope-intl.aliyuncs.com`.
  public static let defaultBaseURL = "https://dashscope.aliyuncs.com"

  private let address: ProviderAddress
  private let connection: ProviderConnection
  private let service: OpenAIService

  /// Makes an adapter for a region's address, which may end in the path of either API or not.
  public init(baseURL: String = DashScopeProvider.defaultBaseURL, connection: ProviderConnection) {
    address = ProviderAddress(baseURL, without: ["/compatible-mode/v1", "/compatible-mode", "/api/v1", "/v1"])
    self.connection = connection
    service = OpenAIService(
      connection: connection, root: address.url("/compatible-mode/v1"), dialect: .imitation)
  }

  /// Sends one request: for chat and embeddings the answer, for pictures and videos the task that was begun.
  ///
  /// - Throws: `ProviderFailure` with what happened.
  public func send(_ call: ProviderCall) async throws(ProviderFailure) -> ProviderReply {
    switch call.kind {
    case .image, .video: ProviderReply(body: try await submit(call).body)
    case .chat, .embedding, .agent: try await service.send(call)
    }
  }

  /// Begins a picture or a video, or makes a picture at once where it is asked for with messages (H-153, H-161).
  ///
  /// - Throws: `ProviderFailure` with what happened; `notSent(.unsupported)` for what is neither.
  public func submit(_ call: ProviderCall) async throws(ProviderFailure) -> MediaTask {
    guard let service = DashScopeSubmission.Service(call) else { throw .notSent(.unsupported) }
    let exchange = try connection.exchange(
      address.url("/api/v1" + service.path), sending: DashScopeSubmission(call: call).body,
      fields: service.isTask ? [HTTPField("x-dashscope-async", "enable")] : [], authentication: .bearer,
      requestID: call.requestID, timeout: call.timeout, judge: .openAI)
    return try await task(by: exchange)
  }

  /// Sends one request for a stream and waits for its head.
  ///
  /// - Throws: `ProviderFailure` with what happened.
  public func openStream(_ call: ProviderCall) async throws(ProviderFailure) -> any ProviderStream {
    guard call.kind == .chat else { throw .notSent(.unsupported) }
    return try await service.openStream(call)
  }

  /// What ``send(_:)`` answered as a task, or nil where it is none.
  public func task(in reply: ProviderReply) -> MediaTask? { MediaTask(dashScope: reply.body) }

  /// Asks how far a task is, once.
  ///
  /// - Throws: `ProviderFailure` with what happened; a task that failed is no failure of the question.
  public func task(_ id: String, timeout: Milliseconds) async throws(ProviderFailure) -> MediaTask {
    // An id comes from a client, and must not become another path.
    guard !id.isEmpty, id.utf8.allSatisfy({ SecretRedactor.isWordByte($0) || $0 == UInt8(ascii: "-") }) else {
      throw .notSent(.unsupported)
    }
    return try await task(
      by: try connection.exchange(
        address.url("/api/v1/tasks/" + id), method: "GET", sending: nil, authentication: .bearer, requestID: "",
        timeout: timeout, judge: .openAI))
  }

  /// There is nothing to ask.
  public func probe(timeout: Milliseconds) async -> ProbeResult? { nil }

  /// What a failure means here: an account in arrears is an empty one (R-1004).
  public func classify(_ failure: ProviderFailure) -> FailureClass { FailureClass(failure, from: .dashScope) }

  private func task(by exchange: ProviderExchange) async throws(ProviderFailure) -> MediaTask {
    let body = try await exchange.body()
    guard let json = try? JSONValue(parsing: body) else {
      throw .unreadable(message: "what the provider says of a task is no JSON")
    }
    if let task = MediaTask(dashScope: json, redactor: exchange.failures.redactor) { return task }
    if ReportedError.isReported(in: json) { throw exchange.failures.failure(reportedIn: json) }
    throw .unreadable(message: "what the provider says of a task has no id or no state")
  }
}
