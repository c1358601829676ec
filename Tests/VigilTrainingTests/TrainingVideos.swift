import Foundation
import VigilCore
import VigilTensorFiles
import VigilTestSupport
import VigilTraining

/// Videos of noise; in abnormal ones a stretch of eight snippets is different in a few features.
struct TrainingVideos {
  static let size = 32
  let folder: TemporaryFolder
  /// How much higher they are there; noise is from 0 to 1.
  var strength: Float = 0.7

  /// Makes the features of one video, [snippets, 5, size], with two different crops in turn.
  func video(_ name: String, isAbnormal: Bool) throws -> (url: URL, labels: [Bool]) {
    var random = SplitMix64(seed: DeterministicValues.fnv1a64(name))
    let length = 30 + random.index(below: 60)
    let start = random.index(below: length - 12)
    let labels = (0..<length).map { isAbnormal && (start..<start + 8).contains($0) }
    var values: [Float] = []
    for isHigh in labels {
      let crops = (0..<2).map { _ in
        (0..<Self.size).map { index in
          let noise = Float(random.index(below: 1000)) / 1000
          return noise + (isHigh && index % 8 == 0 ? strength : 0)
        }
      }
      for crop in 0..<5 { values += crops[crop % 2] }
    }
    let url = folder.appending("\(name).npy")
    try NPY.write(Tensor(shape: [length, 5, Self.size], values: values), to: url)
    return (url, labels)
  }

  /// So many videos of each kind, named `NAMEnormal0`, `NAMEabnormal0` and on.
  func files(_ name: String = "", count: Int = 24) throws -> (normal: [URL], abnormal: [URL]) {
    (
      try (0..<count).map { try video("\(name)normal\($0)", isAbnormal: false).url },
      try (0..<count).map { try video("\(name)abnormal\($0)", isAbnormal: true).url }
    )
  }
}
