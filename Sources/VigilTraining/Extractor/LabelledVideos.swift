public import Foundation
public import VigilDatasets

/// The videos of a training with their labels: those to learn from, and those held out.
public struct LabelledVideos: Hashable, Sendable {
  /// One video.
  public struct Video: Hashable, Sendable {
    /// Its file.
    public var url: URL
    /// Whether it shows an anomaly.
    public var isAbnormal: Bool

    /// Makes a video.
    public init(url: URL, isAbnormal: Bool) {
      self.url = url
      self.isAbnormal = isAbnormal
    }
  }

  /// The training videos.
  public private(set) var training: [Video] = []
  /// The held-out videos, to be scored.
  public private(set) var heldOut: [Video] = []

  /// Expands folders; whole blocks are held out, not single videos, since neighbours often share a source.
  ///
  /// - Parameters:
  ///   - normal: videos without an anomaly, and folders of them.
  ///   - abnormal: videos of anomalies, and folders of them.
  ///   - holdOut: which block of the sorted names of each class to hold out.
  /// - Throws: `badData` with what is missing, named twice, or fewer than the blocks to hold out, all at once.
  public init(normal: [String], abnormal: [String], holdOut: Shard?) throws(TrainingError) {
    var problems: [String] = []
    for (inputs, isAbnormal) in [(normal, false), (abnormal, true)] {
      var videos: [URL] = []
      do throws(DatasetError) {
        videos = try ExtractionList(inputs: inputs, list: nil).videos().sorted { $0.path < $1.path }
      } catch {
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
    guard problems.isEmpty else { throw TrainingError(.badData, problems.joined(separator: "; ")) }
  }
}
