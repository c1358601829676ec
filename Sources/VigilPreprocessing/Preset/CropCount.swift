/// How many crops of every frame the network sees; its cost is proportional to it.
public enum CropCount: Int, CaseIterable, Codable, Sendable {
  /// The centre.
  case one = 1
  /// The four corners and the centre.
  case five = 5
  /// The five, then the same five of the mirrored frame.
  case ten = 10
}
