/// The models of an orchestration as the host knows them when it begins.
public struct OrchestrationModels: Hashable, Sendable {
  /// What the directive's primary model stands for; nil where it names none or one that may not serve (O-103).
  public var primary: OrchestrationCandidate?
  /// What the directive's review model stands for; nil where it names none or one that may not serve (O-104).
  public var review: OrchestrationCandidate?
  /// All models that may serve as the author, best first by the policy of the mode's first phase.
  public var primaryCandidates: [OrchestrationCandidate]
  /// All models that may serve as critic or judge, best first by the policy of that phase.
  public var reviewCandidates: [OrchestrationCandidate]

  /// Makes the models of an orchestration.
  public init(
    primary: OrchestrationCandidate? = nil, review: OrchestrationCandidate? = nil,
    primaryCandidates: [OrchestrationCandidate] = [], reviewCandidates: [OrchestrationCandidate] = []
  ) {
    self.primary = primary
    self.review = review
    self.primaryCandidates = primaryCandidates
    self.reviewCandidates = reviewCandidates
  }

  /// The model that the directive names for a role.
  func explicit(_ role: OrchestrationRole) -> OrchestrationCandidate? {
    switch role {
    case .primary: primary
    case .review: review
    }
  }

  /// The models that may serve in a role when nobody names one.
  func candidates(_ role: OrchestrationRole) -> [OrchestrationCandidate] {
    switch role {
    case .primary: primaryCandidates
    case .review: reviewCandidates
    }
  }

  /// Everything that is known of one model.
  func known(_ model: ModelID) -> OrchestrationCandidate? {
    if let primary, primary.model == model { return primary }
    if let review, review.model == model { return review }
    return primaryCandidates.first { $0.model == model } ?? reviewCandidates.first { $0.model == model }
  }
}
