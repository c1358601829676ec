/// What was wrong with a source as it was read.
///
/// Scores and features are those of what could be read, so whoever uses them should know.
public struct SourceFaults: Hashable, Sendable, Codable {
  /// Whether a recording ended earlier than its container claims.
  public var isTruncated = false
  /// Packets or pictures that could not be decoded and were left out.
  public var undecodable = 0
  /// Places where data was damaged or missing, and was passed over or read as it was.
  public var damagedPlaces = 0
  /// Places where the time stamps of a recording were not believed.
  public var correctedStamps = 0
  /// Numbers without a picture, between the first and the last of a sequence of pictures.
  public var missingPictures = 0

  private enum CodingKeys: String, CodingKey {
    case undecodable
    case isTruncated = "truncated"
    case damagedPlaces = "damaged_places"
    case correctedStamps = "corrected_stamps"
    case missingPictures = "missing_pictures"
  }

  /// Nothing was wrong.
  public init() {}

  /// Reads what was wrong.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    isTruncated = try values.decode(Bool.self, forKey: .isTruncated)
    undecodable = try values.decode(Int.self, forKey: .undecodable)
    damagedPlaces = try values.decode(Int.self, forKey: .damagedPlaces)
    correctedStamps = try values.decode(Int.self, forKey: .correctedStamps)
    missingPictures = try values.decodeIfPresent(Int.self, forKey: .missingPictures) ?? 0
  }

  /// Writes what was wrong; `missing_pictures` only for a sequence that lacks some.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(isTruncated, forKey: .isTruncated)
    try values.encode(undecodable, forKey: .undecodable)
    try values.encode(damagedPlaces, forKey: .damagedPlaces)
    try values.encode(correctedStamps, forKey: .correctedStamps)
    if missingPictures > 0 { try values.encode(missingPictures, forKey: .missingPictures) }
  }

  /// Whether nothing was wrong.
  public var isEmpty: Bool { self == SourceFaults() }

  /// What was wrong, a sentence each, for a warning.
  ///
  /// - Parameter source: The name of the source, without secrets.
  public func sentences(about source: String) -> [String] {
    func times(_ count: Int, _ one: String, _ many: String) -> String {
      count == 1 ? "one \(one)" : "\(count) \(many)"
    }
    var sentences: [String] = []
    if isTruncated { sentences.append("\(source) ends earlier than its container says; it may be truncated") }
    if damagedPlaces > 0 {
      sentences.append(
        "\(source) is damaged at \(times(damagedPlaces, "place", "places")); what lies there may be missing")
    }
    if undecodable > 0 {
      sentences.append(
        "\(times(undecodable, "packet", "packets")) of \(source) could not be decoded and \(undecodable == 1 ? "was" : "were") left out"
      )
    }
    if correctedStamps > 0 {
      sentences.append(
        "the time stamps of \(source) jump at \(times(correctedStamps, "place", "places")); time goes on there by the length of a frame"
      )
    }
    if missingPictures > 0 {
      sentences.append(
        "\(times(missingPictures, "number", "numbers")) between the first and the last picture of \(source) \(missingPictures == 1 ? "has" : "have") no picture; "
          + "the others follow one another without a gap")
    }
    return sentences
  }
}
