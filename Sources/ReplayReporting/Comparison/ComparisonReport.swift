public import TrafficReplay

/// A comparison of policies told to people, as a page that needs nothing else, and to programs, as tables.
///
/// The same values give the same bytes.
public struct ComparisonReport: Hashable, Sendable {
  /// What came of the policies.
  public let comparison: PolicyComparison
  /// What the replay was made of.
  public let setup: ReplaySetup
  /// By how much each policy differs from the first, in the order of the policies and of the figures.
  let differences: [PolicyDifference]

  /// Makes a report; all intervals are worked out here.
  ///
  /// - Complexity: A few milliseconds for each policy and figure.
  public init(_ comparison: PolicyComparison, _ setup: ReplaySetup) {
    self.comparison = comparison
    self.setup = setup
    differences = comparison.contestants.indices.dropFirst().flatMap { place in
      PolicyComparison.Figure.allCases.map { PolicyDifference(comparison, $0, from: 0, to: place) }
    }
  }

  /// The page: the answer, the figures, the differences and their plots, how they were found, and how to find them again.
  ///
  /// It is HTML with its style and drawings inside, without scripts, and loads nothing.
  ///
  /// - Complexity: O(policies × (models + tenants) × bins of a timeline).
  public var html: [UInt8] { Array(ComparisonPage(self).text.utf8) }

  /// The first policy, against which the others are held, or nil where there are none.
  var baseline: PolicyComparison.Contestant? { comparison.contestants.first }
}
