import Foundation

/// The videos of a training with their labels: those to learn from, and those held out.
struct LabelledVideos {
  /// One video.
  struct Video: Hashable {
    var url: URL
    var isAbnormal: Bool
  }

  /// The training videos.
  private(set) var training: [Video] = []
  /// The held-out videos, to be scored.
  private(set) var heldOut: [Video] = []

  /// Expands folders; whole blocks are held out, not single videos, since neighbours often share a source.
  ///
  /// - Throws: everything that is missing or named twice, or that there are fewer videos than blocks, all at once.
  init(normal: [String], abnormal: [String], holdOut: Shard?) throws {
    var problems: [String] = []
    for (inputs, isAbnormal) in [(normal, false), (abnormal, true)] {
      var videos: [URL] = []
      do {
        videos = try ExtractionList(inputs: inputs, list: nil).items.map(\.video).sorted { $0.path < $1.path }
      } catch let error as CommandError {
        problems.append("\(isAbnormal ? "--abnormal" : "--normal"): \(error.message)")
      }
      let block = holdOut?.block(of: videos.count) ?? 0..<0
      if let holdOut, (1..<holdOut.count).contains(videos.count) {
        problems.append(
          "--hold-out \(holdOut) needs at least \(holdOut.count) \(isAbnormal ? "abnormal" : "normal") videos, a block each, "
            + "but there are \(videos.count)")
      }
      for (index, url) in videos.enumerated() {
        let video = Video(url: url.standardizedFileURL, isAbnormal: isAbnormal)
        if block.contains(index) { heldOut.append(video) } else { training.append(video) }
      }
    }
    let both = Dictionary(grouping: training + heldOut, by: \.url).filter { $1.count > 1 }.keys.map(\.path)
    problems += both.sorted().map { "\($0) is given twice" }
    guard problems.isEmpty else { throw CommandError(problems.joined(separator: "; ")) }
  }
}

extension Shard {
  /// The `index`-th of `count` stretches as equal in length as possible.
  func block(of elements: Int) -> Range<Int> {
    index * elements / count..<(index + 1) * elements / count
  }
}
