public import RoutingCore

/// Takes secrets out of text before it is shown, logged or sent on (C-403).
///
/// It hides what has the shape of a secret, and the values it was made with: `Redactor(secrets: [key])`.
public typealias Redactor = SecretRedactor
