internal import RoutingCore

extension GatewayRequest {
  /// The length of the body as far as it is known without reading it: what is there, or what the client states; else nil.
  var knownLength: Int? {
    if case .bytes(let bytes) = body { return bytes.count }
    return self[header: "content-length"].flatMap { Int($0) }
  }

  /// All of the body.
  ///
  /// - Throws: `APIError` where it is longer than `limit` bytes, or does not arrive to its end.
  func wholeBody(limit: Int) async throws(APIError) -> [UInt8] {
    var bytes: [UInt8] = []
    try await body.forEachPiece(brokenOff: APIError.badRequest(GatewayBody.brokenOff)) { piece throws(APIError) in
      guard bytes.count + piece.count <= limit else { throw .tooLarge(limit: limit) }
      // What comes whole is not copied.
      if bytes.isEmpty { bytes = piece } else { bytes += piece }
    }
    return bytes
  }

  /// The body of this request, read as JSON (H-002 to H-004): an object, whatever type the client states.
  ///
  /// - Throws: `APIError` where it is too long, missing, no JSON object, or of more values than ``maximumJSONValues``.
  func jsonBody() async throws(APIError) -> JSONValue {
    let bytes = try await wholeBody(limit: GatewayRequest.maximumJSONBytes)
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: bytes, maximumValues: GatewayRequest.maximumJSONValues)
    } catch {
      throw .badJSON(bytes.isEmpty ? "the body is empty" : "\(error), on line \(error.line)")
    }
    guard value.members != nil else { throw .badJSON("expected an object, found \(value.kindName)") }
    return value
  }

  /// The largest JSON body (H-002).
  static let maximumJSONBytes = 10_485_760

  /// How many values a JSON body may have: the tokens of the largest batch of embeddings, and few enough that a body of
  /// zeros does not become thirty times its size.
  static let maximumJSONValues = 2_000_000
}

extension GatewayBody {
  /// What a client is told whose body did not arrive to its end.
  static let brokenOff = "the body did not arrive to its end"

  /// Hands over all bytes in order, as many at a time as there are.
  ///
  /// - Throws: What `take` throws, or `brokenOff` where the body does not arrive to its end.
  func forEachPiece<Failure: Error>(
    brokenOff: Failure, _ take: ([UInt8]) throws(Failure) -> Void
  ) async throws(Failure) {
    switch self {
    case .none: return
    case .bytes(let bytes): try take(bytes)
    case .pieces(let stream):
      while true {
        let piece: [UInt8]?
        do throws(GatewayBodyFailure) {
          piece = try await stream.next()
        } catch {
          throw brokenOff
        }
        guard let piece else { return }
        try take(piece)
      }
    }
  }
}
