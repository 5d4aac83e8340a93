import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestSupport
import TokenHubAPI

/// Makes broken requests out of valid ones.
struct RequestMaker {
  var dice: Dice
  let key: String

  /// A request, and its text for whoever looks for what was wrong.
  struct Made: Sendable, CustomStringConvertible {
    let request: GatewayRequest
    let bytes: [UInt8]

    var description: String {
      let fields = request.headers.map { "\($0.name): \($0.value.prefix(80))" }.joined(separator: " | ")
      return
        "\(request.method) \(request.path.prefix(200))?\(request.query) [\(fields)] \(String(decoding: bytes, as: UTF8.self).prefix(1500))"
    }
  }

  mutating func request(_ corpus: [RequestCorpus.Entry]) -> Made {
    let entry = dice.pick(corpus)
    let bytes = body(entry)
    var request = GatewayRequest(
      method: method(entry), path: path(entry), remoteAddress: "192.0.2.\(dice.number(1...3))")
    if dice.chance(0.3) { request.query = query() }
    request.headers = headers(entry, count: bytes.count)
    request.body = arriving(bytes, isNone: entry.body == nil)
    return Made(request: request, bytes: bytes)
  }

  private mutating func method(_ entry: RequestCorpus.Entry) -> String {
    guard dice.chance(0.06) else { return entry.method }
    return dice.pick(["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "get", "", "G\u{0}T", "é"])
  }

  private mutating func path(_ entry: RequestCorpus.Entry) -> String {
    guard dice.chance(0.08) else { return entry.path }
    if dice.chance(0.3) { return entry.path + dice.pick(["/", "//", "/x", "%", "%2", "%zz", "%FF", "%2F", "?a", "#"]) }
    return String(decoding: Mutation.mutated(Array(entry.path.utf8), using: &dice.generator), as: UTF8.self)
  }

  private mutating func query() -> String {
    let pieces = [
      "limit=10", "offset=3", "limit=-1", "limit=99999999999999999999", "offset=9223372036854775807", "token=x",
      "since=2026-01-01T00:00:00Z", "metric=latency", "from=0", "to=9223372036854775807", "step=1", "window=24h",
      "a=%ff", "=", "&&", "%", "a=b=c", "model=gpt-test", "provider=openai", "format=json", "step=0", "step=-1",
      "from=-9223372036854775808", "bucket=1ms", "step_ms=1", "window=9223372036854775807h", "start=0", "end=1e300",
      "limit=9223372036854775807", "before=1", "group_by=model", "q=é",
    ]
    return (0..<dice.number(1...4)).map { _ in dice.pick(pieces) }.joined(separator: "&")
  }

  private mutating func headers(_ entry: RequestCorpus.Entry, count: Int) -> [HTTPField] {
    var fields: [HTTPField] = []
    let secret = entry.isAdmin ? GatewayFixture.adminToken : key
    switch dice.number(0...30) {
    case 0: break
    case 1:
      fields.append(HTTPField("Authorization", dice.pick(["Bearer", "Bearer ", "Basic x", "bearer \(secret)x", ""])))
    case 2: fields.append(HTTPField("x-api-key", secret))
    case 3: fields.append(HTTPField("Cookie", dice.pick(["th_admin_session=x", "th_admin_session", ";;=;", "a=b"])))
    default: fields.append(HTTPField("Authorization", "Bearer \(secret)"))
    }
    let type = dice.chance(0.05) ? dice.pick(["", "text/plain", "multipart/form-data", "a;b;boundary=\"", "x"]) : nil
    fields.append(HTTPField("Content-Type", type ?? entry.contentType))
    let odd = [
      HTTPField("Content-Length", dice.pick(["\(count)", "-1", "99999999999", "x", "9223372036854775808"])),
      HTTPField("X-Request-ID", dice.pick(["my-id", "", "a b", "a\r\nb", String(repeating: "a", count: 129)])),
      HTTPField("Idempotency-Key", dice.pick(["k1", "k2", "", String(repeating: "k", count: 5000)])),
      HTTPField("X-TokenHub-Region", dice.pick(["eu", "EU,us", ",", "é"])),
      HTTPField("X-TokenHub-Provider", dice.pick(["openai", "nobody", "a,b,,"])),
      HTTPField("X-TokenHub-Model", dice.pick(["gpt-test", "", "*"])),
      HTTPField("Last-Event-ID", dice.pick(["1", "-1", "9223372036854775807", "x"])),
      HTTPField("If-None-Match", dice.pick(["*", "\"x\"", ""])), HTTPField("Accept", "text/event-stream"),
    ]
    for field in odd where dice.chance(0.06) { fields.append(field) }
    return fields
  }

  private mutating func body(_ entry: RequestCorpus.Entry) -> [UInt8] {
    let valid = Array((entry.body ?? "").utf8)
    switch dice.number(0...9) {
    case 0: return valid
    case 1: return Mutation.random(using: &dice.generator)
    case 2: return []
    case 3, 4: return Mutation.mutated(valid, using: &dice.generator)
    default:
      guard let value = try? JSONValue(parsing: valid) else {
        return Mutation.mutated(valid, using: &dice.generator)
      }
      var mutation = JSONMutation(dice: dice)
      let mutated = mutation.mutated(value)
      dice = mutation.dice
      var writer = JSONWriter()
      writer.value(mutated)
      return writer.bytes
    }
  }

  /// The body at once or piece by piece, and sometimes not to its end.
  private mutating func arriving(_ bytes: [UInt8], isNone: Bool) -> GatewayBody {
    if isNone, dice.chance(0.8) { return .none }
    guard dice.chance(0.4) else { return .bytes(bytes) }
    var pieces: [[UInt8]] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = dice.chance(0.2) ? rest.count : dice.number(1...max(1, min(rest.count, 1 + bytes.count / 4)))
      pieces.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    let fails = dice.chance(0.2)
    if fails { pieces.removeLast(min(pieces.count, dice.number(0...2))) }
    return .pieces(BrokenBody(pieces, fails: fails))
  }
}

/// A body in pieces that may break off.
private final class BrokenBody: GatewayBodyStream {
  private let pieces: Locked<ArraySlice<[UInt8]>>
  private let fails: Bool

  init(_ pieces: [[UInt8]], fails: Bool) {
    self.pieces = Locked(pieces[...])
    self.fails = fails
  }

  func next() async throws(GatewayBodyFailure) -> [UInt8]? {
    if let piece = pieces.withLock({ $0.popFirst() }) { return piece }
    if fails { throw GatewayBodyFailure() }
    return nil
  }
}

/// Hosts that answer as their documentation says, or in any other way.
final class StrangeHosts: Sendable {
  private let dice: Locked<Dice>
  private let strangeness: Double

  init(seed: UInt64, strangeness: Double) {
    dice = Locked(Dice(seed: seed))
    self.strangeness = strangeness
  }

  var answer: @Sendable (HTTPRequest) -> StubTransport.Answer {
    { [self] request in
      let usual = FixtureHosts.answer(request)
      return dice.withLock { $0.chance(strangeness) ? StrangeHosts.strange(usual, &$0) : usual }
    }
  }

  private static func strange(_ usual: StubTransport.Answer, _ dice: inout Dice) -> StubTransport.Answer {
    switch dice.number(0...9) {
    case 0: return .failure(dice.pick(Array(ProviderFailure.TransportFailure.allCases)))
    case 1: return .bytes(dice.pick([0, 100, 204, 301, 400, 404, 418, 429, 500, 503, 999]), random(&dice))
    case 2:
      return .json(
        dice.pick([200, 400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 502, 529]),
        .reading(#"{"error":{"message":"insufficient_quota","type":"x","code":"context_length_exceeded"}}"#),
        headers: [HTTPField("Retry-After", dice.pick(["1", "-1", "9e99", "Wed, 21 Oct 2015 07:28:00 GMT", ""]))])
    case 3: return .endlessStream([String(decoding: random(&dice), as: UTF8.self)])
    default: break
    }
    switch usual {
    case .json(let status, let body, let headers):
      var mutation = JSONMutation(dice: dice)
      let body = mutation.mutated(body)
      dice = mutation.dice
      return .json(status, body, headers: headers)
    case .stream(let frames):
      let bytes = Mutation.mutated(Array(frames.joined().utf8), using: &dice.generator)
      if dice.chance(0.5) { return .stream(pieces(of: String(decoding: bytes, as: UTF8.self), &dice)) }
      return .bytes(200, bytes, headers: [HTTPField("content-type", "text/event-stream")])
    default: return usual
    }
  }

  /// A text cut anywhere, as a network does.
  private static func pieces(of text: String, _ dice: inout Dice) -> [String] {
    var pieces: [String] = []
    var rest = Array(text.unicodeScalars)[...]
    while !rest.isEmpty {
      var piece = String.UnicodeScalarView()
      piece.append(contentsOf: rest.prefix(dice.number(1...60)))
      rest = rest.dropFirst(piece.count)
      pieces.append(String(piece))
    }
    return pieces
  }

  private static func random(_ dice: inout Dice) -> [UInt8] { Mutation.random(using: &dice.generator) }
}
