package import RoutingCore

/// A request for a video, read and checked (H-160).
package struct VideoRequest: Hashable, Sendable {
  /// The model as the client named it.
  package let model: String
  /// How long the video is to be in seconds, from 1 to 60, or nil where that is left to the supplier.
  package let duration: Int?
  /// The resolution as prices know it, such as `720P`, or nil where that is left to the supplier.
  package let resolution: String?
  /// What is sent on.
  package let payload: CallPayload

  /// Reads the body of a request.
  ///
  /// - Throws: `MediaRequestProblem` with the first parameter that is wrong.
  package init(_ body: JSONValue) throws(MediaRequestProblem) {
    let fields = try MediaFields(body)
    model = try fields.model()
    switch try fields.form() {
    case .flat:
      duration = try fields.integer("duration", in: 1...60)
      resolution = try fields.string("resolution")
      try fields.checkSize()
      for name in ["ratio", "negative_prompt", "image_url"] { _ = try fields.string(name) }
      _ = try fields.integer("seed")
    case .passthrough:
      let parameters = fields["parameters"]
      duration = parameters?["duration"]?.integer.flatMap { (1...60).contains($0) ? $0 : nil }
      resolution = parameters?["resolution"]?.string
      guard fields["input"]?.members?.isEmpty == false else {
        throw MediaRequestProblem(parameter: "input", kind: .invalid, message: "input must not be empty")
      }
    }
    payload = fields.payload
  }
}
