/// How abnormal one snippet is.
public struct SnippetScore: Hashable, Sendable, Codable {
  /// Where the snippet lies.
  public var position: SnippetPosition
  /// The mean of `cropScores`, 0 (normal) ... 1 (abnormal).
  public var score: Float
  /// One score per crop, in the crop order of the preset.
  public var cropScores: [Float]

  /// Makes a score from the scores of the crops.
  ///
  /// - Precondition: there is at least one crop.
  public init(position: SnippetPosition, cropScores: [Float]) {
    precondition(!cropScores.isEmpty, "a snippet has at least one crop")
    self.position = position
    self.cropScores = cropScores
    self.score = cropScores.reduce(0, +) / Float(cropScores.count)
  }
}
