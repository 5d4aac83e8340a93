import Foundation
import ReplayReporting
import RoutingCore
import RoutingFormats
import TrafficReplay

extension ReplaySetup {
  /// What a comparison was made of, as a reader is told; `words` are those of the command that makes it again.
  ///
  /// A merge may be far from the trace, which then has no digest.
  init(
    _ arguments: Arguments, _ setup: ComparisonSetup, _ trace: ShardTail, words: some Sequence<String>
  ) {
    let path = arguments.text("--trace") ?? "-"
    var file: FileDigest?
    if path != "-", let chunks = try? FileChunks(path) {
      file = try? FileDigest { () throws(FileError) in try chunks.next() }
    }
    self.init(
      command: ReplaySetup.command(words), engine: "swift-tokenhub",
      catalogue: ReplaySetup.withoutFolders(setup.summary, of: arguments.text("--catalogue")),
      models: setup.registry.models.map(\.id.text),
      trace: Trace(
        name: path == "-" ? trace.file : URL(fileURLWithPath: path).lastPathComponent, format: trace.format?.rawValue,
        file: file, malformedRows: trace.malformed),
      world: ReplaySetup.words(setup.settings.world), settings: setup.settings,
      segmentLength: setup.segmentLength)
  }

  /// The command as somebody else can type it: folders that only this machine has are left out.
  static func command(_ words: some Sequence<String>) -> String {
    let told = words.map { word in
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let told = word.hasPrefix("--") && parts.count == 2 ? "\(parts[0])=\(relative(parts[1]))" : relative(word)
      return quoted(told)
    }
    return (["routing-bench"] + told).joined(separator: " ")
  }

  private static func relative(_ word: String) -> String {
    word.hasPrefix("/") ? URL(fileURLWithPath: word).lastPathComponent : word
  }

  /// In quotes where a shell would see more than a word.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
        || "-_./=,:@%+".unicodeScalars.contains(scalar)
    }
    guard !isPlain || word.isEmpty else { return word }
    return "'" + word.replacing("'", with: "'\\''") + "'"
  }

  private static func withoutFolders(_ summary: String, of path: String?) -> String {
    guard let path, summary.hasPrefix(path) else { return summary }
    return relative(path) + summary.dropFirst(path.count)
  }

  private static func words(_ world: ProviderWorld) -> String {
    if world == .measured {
      return
        "those measured in 2023 and 2024 as they were, others drawn from the same measurements (Data/PROVENANCE.md)"
    }
    let measured = "drawn from what was measured of hosts in 2023 and 2024 (Data/PROVENANCE.md)"
    let defaults = world.defaults == .measured ? measured : "drawn from settings of one’s own"
    guard !world.profiles.isEmpty else { return defaults }
    let count = world.profiles.count
    return
      "\(count) by \(count == 1 ? "a profile" : "profiles") of \(count == 1 ? "its" : "their") own, the others \(defaults)"
  }
}
