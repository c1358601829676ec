import Foundation
import VigilCore

/// Which snippets a step sees, and how each is augmented: a function of the seed and the step alone.
struct SnippetSampler {
  let settings: ExtractorTrainingSettings
  let archive: FrameArchive
  /// The videos of each half of a batch.
  private let normal, abnormal: [Int]

  init(settings: ExtractorTrainingSettings, archive: FrameArchive) {
    self.settings = settings
    self.archive = archive
    normal = archive.labels.indices.filter { archive.labels[$0] < 0.5 }
    abnormal = archive.labels.indices.filter { archive.labels[$0] >= 0.5 }
  }

  /// The step's snippets: abnormal ones first. Each half traverses its videos repeatedly, each time in a new order.
  func views(step: Int) -> [SnippetView] {
    let half = settings.snippets / 2
    let order = ShuffledOrder(seed: settings.seed)
    let videos =
      order.places(half * step..<half * (step + 1), of: abnormal.count, stream: 1).map { abnormal[$0] }
      + order.places(half * step..<half * (step + 1), of: normal.count, stream: 2).map { normal[$0] }
    var random = order.generator(stream: 3, number: step)
    return videos.map { view(of: $0, &random) }
  }

  /// Random seed of dropout.
  func seed(step: Int) -> UInt64 {
    var random = ShuffledOrder(seed: settings.seed).generator(stream: 4, number: step)
    return random.next()
  }

  private func view(of video: Int, _ random: inout SplitMix64) -> SnippetView {
    func within(_ low: Double, _ high: Double) -> Double { low + (high - low) * random.unit() }
    let change = settings.augmentation
    let (count, size) = (archive.frameCount(video), archive.size(video))
    let last = Double(SnippetPosition.framesPerSnippet - 1)
    // No faster than the length of the video allows.
    let speed = min(exp(within(log(change.slowest), log(change.fastest))), Double(count - 1) / last)
    let start = within(0, max(0, Double(count - 1) - speed * last))
    let frames = (0..<SnippetPosition.framesPerSnippet).map {
      min(count - 1, Int((start + speed * Double($0)).rounded()))
    }
    let side = within(change.smallestSide, 1)
    let stretch = exp(within(-change.aspect, change.aspect))
    let width = min(1, side / stretch) * Double(size.width)
    let height = min(1, side * stretch) * Double(size.height)
    return SnippetView(
      video: video, frames: frames, left: within(0, Double(size.width) - width),
      top: within(0, Double(size.height) - height), width: width, height: height,
      isMirrored: change.mirrors && random.unit() < 0.5, gain: exp(within(-change.contrast, change.contrast)),
      offset: within(-change.brightness, change.brightness), noise: within(0, change.noise),
      noiseSeed: random.next())
  }
}

extension SplitMix64 {
  /// A number in 0..<1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
