import VigilCore
import VigilPreprocessing

/// Which crops of a snippet are extracted, and whose features the others get.
///
/// A mirrored crop gets those of the crop that it mirrors, to which the network is nearly indifferent, and any other those of the centre,
/// as in a cascade: the detector's window keeps its shape, and the mean over all crops is that over the extracted ones.
struct CropChoice: Sendable {
  /// Whose features each crop gets.
  let sources: [Int]
  /// What was extracted already.
  private var known: [Int: [Float]] = [:]

  /// The choice at a level; a network that sees whole frames gives all crops at once.
  init(_ preprocessing: Preprocessing, level: EconomyLevel) {
    let (crops, centre) = (preprocessing.crops.rawValue, preprocessing.centreCrop)
    let kept = preprocessing.seesWholeFrames ? crops : level.crops(of: crops)
    switch kept {
    case crops: sources = Array(0..<crops)
    case 1: sources = Array(repeating: centre, count: crops)
    // What is at the left of the mirrored frame is at the right of the other: 5 is no mirror image of 0.
    default: sources = Array(0..<kept) + CropOrder.partners(of: preprocessing.preset)
    }
  }

  /// The indices of all crops.
  var all: [Int] { Array(sources.indices) }

  /// Whether not all are extracted.
  var leavesOut: Bool { sources != all }

  /// The features of some crops, [crops.count, featureSize], of which only the chosen ones are extracted, and each once.
  mutating func features(of crops: [Int], extract: ([Int]) async throws -> Tensor) async throws -> Tensor {
    let wanted = Set(crops.map { sources[$0] }).subtracting(known.keys).sorted()
    if !wanted.isEmpty {
      let extracted = try await extract(wanted)
      if wanted == crops, wanted == all { return extracted }
      let size = extracted.shape[1]
      for (row, crop) in wanted.enumerated() {
        known[crop] = Array(extracted.values[row * size..<(row + 1) * size])
      }
    }
    let values = crops.flatMap { known[sources[$0]] ?? [] }
    return Tensor(shape: [crops.count, values.count / crops.count], values: values)
  }
}
