/// What a request is aimed at: a model under one of its names, perhaps in one region (C-304).
public struct ClientTarget: Hashable, Sendable {
  /// The model as the request names it.
  public var model: String
  /// The only region that may serve, or nil for what the preferences say.
  public var region: String?

  /// Makes a target.
  public init(model: String, region: String? = nil) {
    self.model = model
    self.region = region
  }
}

/// The names of one model: bare, with its provider, and as a plan (C-106).
public struct ModelFormats: Hashable, Sendable {
  /// Such as `deepseek-v3.2`.
  public var bare: String
  /// Such as `alibaba/deepseek-v3.2`, or nil where the client knows no provider.
  public var qualified: String?
  /// The name of a plan, or nil where the client knows none.
  public var plan: String?

  /// Makes names.
  public init(bare: String, qualified: String? = nil, plan: String? = nil) {
    self.bare = bare
    self.qualified = qualified
    self.plan = plan
  }

  /// The names in the order in which they are tried after `model`: bare, with provider, plan, and back (C-304).
  func following(_ model: String) -> [String] {
    let names = [bare, qualified, plan].compactMap(\.self)
    guard let place = names.firstIndex(of: model) else { return names }
    return Array(names[(place + 1)...] + names[..<place])
  }
}
