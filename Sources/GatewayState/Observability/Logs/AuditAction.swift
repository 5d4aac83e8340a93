/// What an administrator did (H-604).
package enum AuditAction: String, CaseIterable, Hashable, Sendable {
  /// The vault was locked.
  case vaultLock = "vault.lock"
  /// The vault was unlocked.
  case vaultUnlock = "vault.unlock"
  /// A password did not unlock the vault.
  case vaultUnlockFailed = "vault.unlock_failed"
  /// The vault's password was changed.
  case vaultRotate = "vault.rotate"
  /// A provider was added or replaced.
  case providerUpsert = "provider.upsert"
  /// Some fields of a provider were changed.
  case providerPatch = "provider.patch"
  /// A provider was removed.
  case providerDelete = "provider.delete"
  /// A model was added or replaced.
  case modelUpsert = "model.upsert"
  /// Some fields of a model were changed.
  case modelPatch = "model.patch"
  /// A model was removed.
  case modelDelete = "model.delete"
  /// An API key was made.
  case apiKeyCreate = "apikey.create"
  /// An API key was given a new secret.
  case apiKeyRotate = "apikey.rotate"
  /// Some fields of an API key were changed.
  case apiKeyUpdate = "apikey.update"
  /// An API key was revoked.
  case apiKeyRevoke = "apikey.revoke"
  /// The defaults of routing were changed.
  case routingConfigUpdate = "routing-config.update"
  /// Old points of the time series were removed.
  case tsdbPrune = "tsdb.prune"
  /// How long points are kept was changed.
  case tsdbRetention = "tsdb.retention"
  /// An alias was added or replaced.
  case aliasUpsert = "alias.upsert"
  /// An alias was removed.
  case aliasDelete = "alias.delete"
  /// A plan was added or replaced.
  case planUpsert = "plan.upsert"
  /// A plan was removed.
  case planDelete = "plan.delete"
  /// The administrators' token was replaced.
  case adminTokenRotate = "admin_token.rotate"

  /// The name used on the wire.
  package var name: String { rawValue }
}
