import Foundation
import ReplayReporting
import RoutingCore
import RoutingFormats

/// What a run was made of besides its options, by fingerprints: the registry, and each document that it read.
struct RunInputs: Equatable {
  private var fingerprints: [String: String]

  /// Those of the arguments of a replay over a registry.
  init(_ arguments: Arguments, over registry: ModelRegistry) throws {
    fingerprints = ["registry": registry.fingerprint]
    let policies = (arguments.text("--policy") ?? "").split(separator: ",").map(String.init)
    let paths = policies.filter { $0.hasSuffix(".json") } + ["--world"].compactMap(arguments.text)
    for path in paths {
      let chunks = try FileChunks(path)
      let digest = try FileDigest { () throws(FileError) in try chunks.next() }
      // By its name alone: another machine may have it in another place.
      fingerprints[URL(fileURLWithPath: path).lastPathComponent] = digest.sha256
    }
  }

  init(_ field: JSONField) throws(FormatError) {
    fingerprints = [:]
    for (name, value) in try field.members() { fingerprints[name] = try value.string() }
  }

  /// The name of the first that differs, or nil.
  func difference(from other: RunInputs) -> String? {
    Set(fingerprints.keys).union(other.fingerprints.keys).sorted()
      .first { fingerprints[$0] != other.fingerprints[$0] }
  }

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      for (name, fingerprint) in fingerprints.sorted(by: { $0.key < $1.key }) {
        writer.name(name)
        writer.string(fingerprint)
      }
    }
  }
}
