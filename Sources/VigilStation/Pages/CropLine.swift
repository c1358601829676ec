public import VigilStore

/// A crop of an event as one object of JSON.
public struct CropLine: Encodable, Hashable, Sendable {
  private let x, y, width, height: Double
  private let mirrored: Bool
  private let score: Float
  private let copyOf: Int?

  /// The object of a crop.
  public init(_ crop: EventCrop) {
    (x, y, width, height) = (crop.x, crop.y, crop.width, crop.height)
    (mirrored, score, copyOf) = (crop.isMirrored, crop.score, crop.copyOf)
  }
}
