/// How the first choice is taken from the candidates; the others stay behind it in the order of their scores.
///
/// Draws follow from the seed, the request's id and the model's id, so the order of calls and of models plays no part. A
/// candidate that joins can only take traffic to itself, never move it between two others, wherever it leaves their
/// shares as they are: always under ``weighted``, under ``inverseSquarePrice`` unless it is the first free one, and under
/// ``softmax(temperature:)`` with ``Normalization/absolute``. Under ``exploring(temperature:)`` it moves the others' ranks,
/// and under ``twoChoices`` it may take a place in a pair.
public enum Picker: Hashable, Sendable {
  /// The best by score.
  case best
  /// A rank drawn with probability proportional to exp(−rank / temperature).
  ///
  /// A temperature that is not above zero, NaN included, means the best.
  case exploring(temperature: Double)
  /// A model drawn with probability proportional to exp(−score / temperature).
  ///
  /// Unlike ranks, equal scores get equal traffic. A temperature that is not above zero means the best.
  case softmax(temperature: Double)
  /// A model drawn with probability proportional to its traffic weight.
  case weighted
  /// A model drawn with probability proportional to 1 / cost², so a third of the price gets nine times the traffic.
  ///
  /// Where some are free, one of those is drawn.
  case inverseSquarePrice
  /// The less loaded of two models drawn evenly, by latency times requests in flight.
  ///
  /// Mitzenmacher, "The power of two choices in randomized load balancing", 2001; the load is Finagle's peak EWMA.
  case twoChoices

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .best: "best"
    case .exploring: "exploring"
    case .softmax: "softmax"
    case .weighted: "weighted"
    case .inverseSquarePrice: "inverse_square_price"
    case .twoChoices: "two_choices"
    }
  }
}

/// How requests with the same ``RoutingRequest/affinity`` are kept at one model.
///
/// Rendezvous hashing (Thaler and Ravishankar, 1998) of the key and the model's id picks among the good candidates, so
/// every replica of a gateway agrees without talking, and a model that comes or goes moves no key but its own. A key whose
/// model is overloaded goes to the next model in its own order, as in consistent hashing with bounded loads (Mirrokni,
/// Thorup and Zadimoghaddam, 2018).
public struct AffinityRule: Hashable, Sendable {
  /// How much worse than the best score a model may be and still be kept to; not negative.
  public var scoreSlack: Double
  /// How many requests in flight above the least loaded provider are always borne.
  public var loadSlack: Int
  /// How many times the least load is always borne; beyond both, the key's model is left.
  public var loadRatio: Double

  /// Makes a rule; the load escape's defaults are those of SGLang's cache-aware balancer.
  public init(scoreSlack: Double = 0.1, loadSlack: Int = 32, loadRatio: Double = 1.1) {
    self.scoreSlack = scoreSlack
    self.loadSlack = loadSlack
    self.loadRatio = loadRatio
  }

  /// Whether a load is too far above the least to keep to it.
  public func escapes(load: Int, least: Int) -> Bool {
    load - least > loadSlack && Double(load) > loadRatio * Double(least)
  }
}
