extension MultipartParser {
  /// The boundary that a content type names, in quotes or without (RFC 2046, section 5.1.1).
  ///
  /// Any printable ASCII is taken, as clients write more than the RFC allows them; a blank at the end is not.
  ///
  /// - Throws: `MultipartError.noBoundary` where the type is not `multipart/form-data`, or there is none of 1 to 70
  ///   characters.
  package static func boundary(ofContentType text: String) throws(MultipartError) -> [UInt8] {
    guard let value = HeaderValue(Array(text.utf8)[...]), value.value.lowercased() == "multipart/form-data",
      let boundary = value["boundary"].map({ Array($0.utf8) }), (1...70).contains(boundary.count),
      boundary.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }), boundary.last != 0x20
    else { throw .noBoundary }
    return boundary
  }
}
