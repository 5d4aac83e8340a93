/// What the draws of one request follow from: the seed and the request's id, and nothing that happened before.
///
/// Every model gets a draw of its own. So the order of calls and of models plays no part, a replay of one request alone
/// draws what it drew among millions, and a model that joins leaves every other model's draw as it is.
public struct DrawKey: Hashable, Sendable {
  private let bits: UInt64

  /// Makes the key of a request.
  public init(seed: UInt64, requestID: String) {
    self.init(seed: seed, requestHash: StableHash.hash(requestID))
  }

  /// Makes the key of a request whose id was hashed before.
  init(seed: UInt64, requestHash: UInt64) {
    bits = StableHash.mix(requestHash, seed)
  }

  /// The purposes that draws are made for, so that no two of them are alike.
  package enum Purpose: UInt64 {
    case exploration = 1
    case race
    case affinity
    case thompson
    case alias
    case backoff
    case judging

    /// An odd number with about as many ones as zeros, different for each purpose.
    var multiplier: UInt64 { 0x9E37_79B9_7F4A_7C15 &+ 2 &* rawValue &* 0xD1B5_4A32_D192_ED03 }
  }

  /// A draw in 0..<1 for the whole request.
  package func unit(_ purpose: Purpose) -> Double {
    StableHash.unit(StableHash.mix(bits, purpose.rawValue))
  }

  /// 64 bits for one model, which its hash stands for.
  ///
  /// Key and hash are mixed already, so one multiplication to 128 bits, folded, is enough (the step of wyhash): a draw a
  /// candidate is on the path of every Thompson decision.
  package func bits(_ purpose: Purpose, model: UInt64) -> UInt64 {
    let product = (bits ^ model).multipliedFullWidth(by: purpose.multiplier)
    return product.high ^ product.low
  }

  /// A draw in 0..<1 for one model.
  package func unit(_ purpose: Purpose, model: UInt64) -> Double {
    StableHash.unit(bits(purpose, model: model))
  }

  /// A generator for one model, where one number is not enough.
  package func generator(_ purpose: Purpose, model: UInt64) -> SeededGenerator {
    SeededGenerator(seed: bits(purpose, model: model))
  }
}
