import RoutingCore

/// What a worker tells of an attempt.
struct OutcomeEntry: Hashable, Sendable {
  let event: AttemptEvent
  let moment: Moment
  let roster: UInt32
  let place: UInt32
  /// The permit of the attempt, 0 for none.
  let permit: UInt64
}

/// What happened to an attempt.
enum AttemptEvent: Hashable, Sendable {
  /// It was sent, and counts as in flight.
  case began
  /// It ended; counted where it was told of before.
  case ended(AttemptOutcome, isCounted: Bool)
}

/// An entry without a permit as the words of the ring.
struct OutcomeWords: Equatable {
  let moment: UInt64
  let latency: UInt64
  let timePerToken: UInt64
  /// The roster, the provider's place in 24 bits, whether it is counted, and a code for what happened.
  let subject: UInt64

  /// The most providers that a place can tell apart.
  static let placeLimit = 1 << 24
  private static let countedBit: UInt64 = 0x80

  init(moment: UInt64, latency: UInt64, timePerToken: UInt64, subject: UInt64) {
    self.moment = moment
    self.latency = latency
    self.timePerToken = timePerToken
    self.subject = subject
  }

  @inline(__always)
  init(_ event: AttemptEvent, at moment: Moment, _ provider: RoutedProvider) {
    var latency: UInt64 = 0
    var timePerToken: UInt64 = 0
    let code: UInt64
    switch event {
    case .began: code = 0
    case .ended(.success(let measured, nil), let isCounted):
      latency = measured.value.bitPattern
      code = isCounted ? 1 | OutcomeWords.countedBit : 1
    case .ended(.success(let measured, let perToken?), let isCounted):
      latency = measured.value.bitPattern
      timePerToken = perToken.value.bitPattern
      code = isCounted ? 2 | OutcomeWords.countedBit : 2
    case .ended(.failure(let failure), let isCounted):
      code = OutcomeWords.code(of: failure) | (isCounted ? OutcomeWords.countedBit : 0)
    }
    self.init(
      moment: UInt64(bitPattern: moment.nanoseconds), latency: latency, timePerToken: timePerToken,
      subject: provider.subject | code)
  }

  /// The entry that was put in.
  var entry: OutcomeEntry {
    let isCounted = subject & OutcomeWords.countedBit != 0
    let event: AttemptEvent
    switch subject & 0x7F {
    case 0: event = .began
    case 1: event = .ended(.success(latency: OutcomeWords.time(latency)), isCounted: isCounted)
    case 2:
      event = .ended(
        .success(latency: OutcomeWords.time(latency), timePerToken: OutcomeWords.time(timePerToken)),
        isCounted: isCounted)
    case let code: event = .ended(.failure(OutcomeWords.failure(of: code)), isCounted: isCounted)
    }
    return OutcomeEntry(
      event: event, moment: Moment(nanoseconds: Int64(bitPattern: moment)), roster: UInt32(subject >> 32),
      place: UInt32(subject >> 8 & 0xFF_FFFF), permit: 0)
  }

  private static func time(_ bits: UInt64) -> Milliseconds { Milliseconds(Double(bitPattern: bits)) ?? 0 }

  private static func code(of failure: AttemptFailure) -> UInt64 {
    switch failure {
    case .transient: 3
    case .authentication: 4
    case .deadlineExceeded: 5
    case .unclassified: 6
    case .contextOverflow: 7
    case .clientError: 8
    case .rateLimited: 9
    case .budgetExceeded: 10
    case .cancelled: 11
    }
  }

  private static func failure(of code: UInt64) -> AttemptFailure {
    AttemptFailure.allCases.first { OutcomeWords.code(of: $0) == code } ?? .unclassified
  }
}
