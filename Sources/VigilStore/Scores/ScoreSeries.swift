/// Whose scores: those that a camera's events come of, or those of a model in its shadow.
struct ScoreSeries: Hashable, Sendable {
  /// The camera's name.
  var camera: String
  /// The name of the model in shadow; nil for the camera's own scores.
  var shadow: String?

  /// What the database has for it.
  var model: String { shadow ?? "" }

  /// Refuses names that cannot be stored.
  func check() throws(StoreError) {
    try StoredText.check(camera, "the name of a camera")
    if let shadow { try StoredText.check(shadow, "the name of a model") }
  }

  /// Refuses names that cannot be searched for.
  func checkQuery() throws(StoreError) {
    try StoredText.check(query: camera)
    try StoredText.check(query: shadow)
  }
}
