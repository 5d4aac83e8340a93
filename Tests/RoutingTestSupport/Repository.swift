package import Foundation

/// The files of this repository, found from where the tests were compiled.
package enum Repository {
  package static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The bytes of a file.
  package static func bytes(of path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: root.appending(path: path)))
  }

  /// The text of a file.
  package static func text(of path: String) throws -> String {
    String(decoding: try bytes(of: path), as: UTF8.self)
  }

  /// Every file below a folder whose name ends as given, in the order of their paths.
  package static func files(under folder: String, ending: String) -> [String] {
    let base = root.appending(path: folder)
    let enumerator = FileManager.default.enumerator(atPath: base.path)
    return (enumerator?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(ending) }.sorted().map {
      "\(folder)/\($0)"
    }
  }
}
