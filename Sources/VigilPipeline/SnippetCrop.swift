public import VigilPreprocessing

/// One of the crops that a snippet was scored by: where it lies, and whose features it has.
public struct SnippetCrop: Hashable, Sendable {
  /// Where it lies in the picture.
  public var place: CropPlace
  /// The index of the crop whose features it has a copy of, since its own were left out; nil for its own.
  public var copyOf: Int?

  /// Makes a crop.
  public init(_ place: CropPlace, copyOf: Int? = nil) { (self.place, self.copyOf) = (place, copyOf) }

  /// The crops of a snippet.
  ///
  /// - Parameter sources: The index of the crop whose features each has.
  static func all(of snippet: PreparedSnippet, sources: [Int]) -> [SnippetCrop] {
    zip(snippet.cropPlaces, sources).enumerated().map { index, crop in
      SnippetCrop(crop.0, copyOf: crop.1 == index ? nil : crop.1)
    }
  }
}
