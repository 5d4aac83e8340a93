import RoutingCore
import TokenHubClient

/// A key, answers, and a way to run a check against them.
enum Samples {
  /// The key that must not be seen anywhere but in requests.
  static let canary = "tokenhub_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  static let key: ClientKey = {
    guard let key = ClientKey(canary) else { preconditionFailure("The sample is a key.") }
    return key
  }()

  static let completion = """
    {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"deepseek-v3.2","choices":[{"index":0,\
    "message":{"role":"assistant","content":"OK"},"finish_reason":"stop"}]}
    """

  static func answer(_ text: String, status: Int = 200, _ fields: [ClientField] = []) -> ClientResponse {
    ClientResponse(status: status, headers: fields, body: Array(text.utf8))
  }

  static func error(_ status: Int, _ code: String?, _ fields: [ClientField] = [], extra: String = "") -> ClientResponse
  {
    let code = code.map { "\"\($0)\"" } ?? "null"
    return answer(
      #"{"error":{"message":"m","type":"t","param":null,"code":\#(code)\#(extra)}}"#, status: status, fields)
  }
}

extension IntegrationChecker {
  /// A check that has a key and has sent its first request.
  static func sent(_ checker: IntegrationChecker = IntegrationChecker()) -> IntegrationChecker {
    var checker = checker
    checker.start(key: Samples.canary, now: 0)
    _ = checker.next()
    return checker
  }

  /// A check whose text has passed and whose next request was sent.
  static func validated(_ media: [MediaCheck]) -> IntegrationChecker {
    var checker = sent(IntegrationChecker(media: media))
    _ = checker.step(Samples.answer(Samples.completion))
    return checker
  }

  mutating func step(_ response: ClientResponse, now: Int = 0, unit: Double = 0.5) -> IntegrationStep {
    received(response, now: now, unit: unit)
    return next()
  }
}

extension IntegrationStep {
  var request: ClientRequest? {
    guard case .send(let request, _) = self else { return nil }
    return request
  }

  var wait: Int? {
    guard case .send(_, let wait) = self else { return nil }
    return wait
  }

  var report: CompletionReport? {
    switch self {
    case .finish(let report), .escalate(_, let report): report
    case .send, .transferAsset, .nothing: nil
    }
  }

  var transfer: AssetTransfer? {
    guard case .transferAsset(let transfer) = self else { return nil }
    return transfer
  }
}

extension [CheckResult] {
  var failed: [String] { filter { !$0.passed }.map(\.check.rawValue) }
}
