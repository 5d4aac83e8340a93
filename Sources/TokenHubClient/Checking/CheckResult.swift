public import RoutingCore

/// One thing that was looked at in an answer, safe to log: no text of the answer is in it (C-216).
public struct CheckResult: Hashable, Sendable {
  /// What was looked at.
  public var check: Check
  /// Whether it was as it has to be.
  public var passed: Bool
  /// What kind of value was found.
  public var observed: ObservedType

  /// What is looked at.
  public enum Check: String, CaseIterable, Hashable, Sendable {
    /// The status is 200 (C-210).
    case status
    /// The object is a completion or a chunk of one (C-211).
    case object
    /// There is a choice (C-212).
    case choices
    /// The first choice has a content, be it empty (C-213, C-214).
    case content
    /// A stream ends in its mark (C-214).
    case done
    /// Who served it lies in the boundaries (C-217).
    case provider
    /// What served it lies in the boundaries (C-217).
    case model
    /// A request for a picture has the status 200 (C-222).
    case imageStatus = "image_status"
    /// It has data or output (C-222).
    case imageResult = "image_result"
    /// It tells where the picture lies (C-223).
    case imageURL = "image_url"
    /// The picture was fetched and is not empty (C-224).
    case imageDownload = "image_download"
    /// The submission of a video has the status 200 (C-225).
    case videoSubmission = "video_submission"
    /// It tells the id of the task (C-225).
    case videoTaskID = "video_task_id"
    /// The question how far the video is has the status 200 (C-227).
    case videoStatus = "video_status"
    /// The task waits, runs or has succeeded (C-227).
    case videoTaskStatus = "video_task_status"
    /// The task ended in time (C-226).
    case videoDeadline = "video_deadline"
    /// A video that is made has an address (C-228).
    case videoURL = "video_url"
    /// The video was fetched and is not empty (C-229).
    case videoDownload = "video_download"
  }

  /// Makes a result.
  public init(_ check: Check, passed: Bool, observed: ObservedType) {
    self.check = check
    self.passed = passed
    self.observed = observed
  }

  /// The result for a log: `check`, `passed` and `observed_type`.
  public var json: JSONValue {
    JSONValue(object: [
      "check": JSONValue(.string(check.rawValue)), "passed": JSONValue(.bool(passed)),
      "observed_type": JSONValue(.string(observed.rawValue)),
    ])
  }
}

/// What kind of value stands somewhere in an answer.
public enum ObservedType: String, CaseIterable, Hashable, Sendable {
  /// Nothing stands there.
  case absent
  /// `null`.
  case null
  /// A truth value.
  case boolean
  /// A number.
  case number
  /// Text.
  case string
  /// A list.
  case array
  /// An object.
  case object

  /// The kind of a value, absent for nil.
  public init(_ value: JSONValue?) {
    switch value?.content {
    case nil: self = .absent
    case .null: self = .null
    case .bool: self = .boolean
    case .integer, .number: self = .number
    case .string: self = .string
    case .array: self = .array
    case .object: self = .object
    }
  }
}
