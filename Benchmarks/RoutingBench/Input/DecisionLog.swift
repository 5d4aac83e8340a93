import RoutingCore
import RoutingFormats
import TrafficReplay

/// A decision log as evaluation reads it: the entries with an outcome, numbered.
struct DecisionLog {
  let path: String
  let quantity: LoggedQuantity
  /// Whether the first malformed line ends it all.
  let refuses: Bool

  /// An entry with an outcome.
  struct Round {
    let entry: DecisionLogEntry
    let reward: Double
    /// Its place among the rounds, from 0.
    let number: Int
    let file: String
    let line: Int
    let rewardField: String

    var bucket: Int {
      FeatureBucket.number(
        kind: entry.features.kind, inputTokens: entry.features.inputTokens, requires: entry.features.requires)
    }

    func error(_ field: String, _ message: String) -> FormatError {
      FormatError(file: file, line: line, field: field, message: message)
    }

    /// The round with a policy's chances beside it.
    func logged(
      evaluated: Double, prediction: LoggedRound.Prediction? = nil, unsupported: Double = 0
    ) throws(FormatError) -> LoggedRound {
      do throws(InvalidRound) {
        return try LoggedRound(
          propensity: entry.propensity, evaluated: evaluated, reward: reward, prediction: prediction,
          unsupported: unsupported)
      } catch {
        let field =
          switch error.field {
          case .propensity: "propensity"
          case .evaluated, .unsupported: "evaluated_propensity"
          case .reward, .prediction: rewardField
          }
        throw self.error(field, error.description)
      }
    }
  }

  /// What a reading came to.
  struct Counts {
    var rounds = 0
    /// The rounds that were numbered, those among them that could not be used in the end.
    var numbered = 0
    var withoutOutcome = 0
    /// The lines that could not be used.
    var skipped = SkippedRows()
    var malformed: Int { skipped.count }
  }

  /// Reads the log from its beginning; what `body` throws makes a line malformed.
  func read(_ body: (Round) throws(FormatError) -> Void) throws -> Counts {
    let chunks = try FileChunks(path)
    var lines = DecisionLogReader(file: chunks.name) { () throws(FileError) in try chunks.next() }
    var counts = Counts()
    while let item = try lines.next() {
      do throws(FormatError) {
        guard let round = try round(item, counts.numbered) else {
          counts.withoutOutcome += 1
          continue
        }
        // A line keeps its number whether or not what follows can use it, so that all readings number alike.
        counts.numbered += 1
        try body(round)
        counts.rounds += 1
      } catch {
        if refuses { throw error }
        counts.skipped.add(error)
      }
    }
    return counts
  }

  /// The round that a line is, or nil for one without an outcome.
  private func round(_ item: DecisionLogItem, _ number: Int) throws(FormatError) -> Round? {
    switch item {
    case .malformed(let error): throw error
    case .entry(let entry, let line):
      guard let outcome = entry.outcome else { return nil }
      guard let reward = quantity.value(of: outcome) else {
        throw FormatError(file: path, line: line, field: quantity.field, message: "the member is missing")
      }
      let round = Round(
        entry: entry, reward: reward, number: number, file: path, line: line, rewardField: quantity.field)
      // Whatever policy is asked about, these numbers can be used.
      _ = try round.logged(evaluated: 1)
      return round
    }
  }
}
