extension ImageAgentFormReader {
  /// Reads the whole body of a request.
  ///
  /// - Throws: `ImageAgentFormFailure` with all that is wrong; status 400 where the body broke off.
  /// - Complexity: O(n) in the bytes.
  package static func read(
    _ body: GatewayBody, contentType: String?, rules: ImageAgentRules, wantsDigest: Bool
  ) async throws(ImageAgentFormFailure) -> ImageAgentForm {
    var reader = try ImageAgentFormReader(contentType: contentType, rules: rules, wantsDigest: wantsDigest)
    let brokenOff = ImageAgentFormFailure(
      status: 400, errors: [EnvelopeError(code: EnvelopeError.validation, message: GatewayBody.brokenOff)])
    try await body.forEachPiece(brokenOff: brokenOff) { piece throws(ImageAgentFormFailure) in
      try reader.push(piece)
    }
    return try reader.finish()
  }
}
