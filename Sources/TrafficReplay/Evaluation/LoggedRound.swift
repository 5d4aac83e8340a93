/// One decision of a log as off-policy evaluation sees it: what was likely, what is likely, and what came of it.
public struct LoggedRound: Hashable, Sendable {
  /// The chance with which the logged action was taken, above 0 and at most 1.
  public let propensity: Double
  /// The chance with which the evaluated policy would take it, from 0 to 1.
  public let evaluated: Double
  /// What came of it.
  public let reward: Double
  /// What a reward model expects, or nil where there is none.
  public let prediction: Prediction?
  /// The chance, from 0 to 1, with which the evaluated policy takes actions that the log could not have taken.
  public let unsupported: Double

  /// What a reward model expects of a round that it has not learned from.
  public struct Prediction: Hashable, Sendable {
    /// The reward of the logged action.
    public let logged: Double
    /// The mean reward over the actions of the evaluated policy.
    public let expected: Double

    /// Makes a prediction.
    public init(logged: Double, expected: Double) {
      self.logged = logged
      self.expected = expected
    }
  }

  /// The largest weight and the largest absolute reward or prediction.
  ///
  /// Squares of products of two such numbers can still be summed. A propensity that makes a weight this large is an error.
  public static let largestMagnitude = 1e60

  /// Makes a round.
  ///
  /// - Throws: ``InvalidRound`` naming the first number that cannot be right.
  public init(
    propensity: Double, evaluated: Double, reward: Double, prediction: Prediction? = nil, unsupported: Double = 0
  ) throws(InvalidRound) {
    guard propensity > 0, propensity <= 1 else { throw InvalidRound(field: .propensity, value: propensity) }
    guard evaluated >= 0, evaluated <= 1 else { throw InvalidRound(field: .evaluated, value: evaluated) }
    guard unsupported >= 0, unsupported <= 1 else { throw InvalidRound(field: .unsupported, value: unsupported) }
    let limit = LoggedRound.largestMagnitude
    guard evaluated / propensity <= limit else { throw InvalidRound(field: .propensity, value: propensity) }
    guard abs(reward) <= limit else { throw InvalidRound(field: .reward, value: reward) }
    for value in [prediction?.logged, prediction?.expected] {
      if let value, !(abs(value) <= limit) { throw InvalidRound(field: .prediction, value: value) }
    }
    self.propensity = propensity
    self.evaluated = evaluated
    self.reward = reward
    self.prediction = prediction
    self.unsupported = unsupported
  }

  /// How many times likelier the logged action is under the evaluated policy than it was.
  public var weight: Double { evaluated / propensity }
}

/// A number that no round can have.
public struct InvalidRound: Error, Hashable, Sendable, CustomStringConvertible {
  /// Which number.
  public let field: Field
  /// The number.
  public let value: Double

  /// The numbers of a round.
  public enum Field: String, CaseIterable, Hashable, Sendable {
    /// The chance of the logged action.
    case propensity
    /// Its chance under the evaluated policy.
    case evaluated
    /// What came of it.
    case reward
    /// What a model expects.
    case prediction
    /// The chance of actions that were not possible.
    case unsupported
  }

  /// The number and what it should be.
  public var description: String {
    switch field {
    case .propensity: "\(value) is not a usable propensity above 0 and at most 1"
    case .evaluated, .unsupported: "\(value) is not a probability from 0 to 1"
    case .reward, .prediction: "\(value) is not a number from -1e60 to 1e60"
    }
  }
}
