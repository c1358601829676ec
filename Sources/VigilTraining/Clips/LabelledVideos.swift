import Foundation

/// The videos of a training with their labels: those to learn from, and those held out.
struct LabelledVideos {
  /// One video.
  struct Video: Hashable {
    var url: URL
    var isAbnormal: Bool
  }

  /// To learn from.
  private(set) var training: [Video] = []
  /// To be scored.
  private(set) var heldOut: [Video] = []

  /// Expands folders; blocks are held out, not single videos, since neighbours often have the same source.
  ///
  /// - Throws: what is missing, named twice, or fewer than the blocks to hold out, all at once.
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
          "--hold-out \(holdOut) takes at least \(holdOut.count) \(isAbnormal ? "abnormal" : "normal") videos, a block each, "
            + "and there are \(videos.count)")
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
  /// The `index`-th of `count` stretches of as equal a length as can be.
  func block(of elements: Int) -> Range<Int> {
    index * elements / count..<(index + 1) * elements / count
  }
}
