public import Foundation
import VigilCore
import VigilTensorFiles

extension Findings {
  /// How far an interval may reach beyond its video without being an error: annotators round, by a snippet at most.
  private static let slack = SnippetPosition.framesPerSnippet

  /// Checks the content of a manifest, without any file.
  public init(_ manifest: Manifest) {
    self.init()
    let videos = manifest.videos
    add(Findings(namesOf: videos))
    problem(
      videos.filter { !$0.isAbnormal && !$0.intervals.isEmpty }.map(\.path), "is normal but has intervals",
      "are normal but have intervals")
    add(Findings(truthOf: videos.filter { $0.split == .test }))
    checkIntervals(videos)
    for split in Manifest.Split.allCases {
      let own = videos.filter { ($0.split ?? .train) == split }
      guard !own.isEmpty, let first = own.first, own.allSatisfy({ $0.isAbnormal == first.isAbnormal })
      else { continue }
      let purpose = manifest.isSplit ? " for \(split.rawValue)" : ""
      let all = own.count == 1 ? "the only video\(purpose) is" : "all \(own.count) videos\(purpose) are"
      if split != .train, first.isAbnormal {
        note("\(all) abnormal: false alarms on normal footage cannot be measured")
      } else {
        problem(
          "\(all) " + (first.isAbnormal ? "abnormal; normal" : "normal; abnormal") + " ones are needed too")
      }
    }
    if manifest.isSplit {
      note(
        videos.filter { $0.split == nil }.map(\.path), "has no split and counts as training",
        "have no split and count as training")
    } else if !videos.isEmpty {
      note("no video has a split: training takes all of them, and so does evaluation")
    }
  }

  /// Checks for abnormal videos without intervals, so that scores cannot be tested with them.
  public init(truthOf videos: [Manifest.Video]) {
    self.init()
    problem(
      videos.filter { $0.isAbnormal && $0.intervals.isEmpty }.map(\.path),
      "is abnormal but has no intervals to test with", "are abnormal but have no intervals to test with")
  }

  /// Checks for videos that are listed more than once.
  public init(namesOf videos: [Manifest.Video]) {
    self.init()
    let repeated = Dictionary(grouping: videos, by: \.path).filter { $0.value.count > 1 }
    let isLeak = { (same: [Manifest.Video]) in Set(same.map { $0.split ?? .train }).count > 1 }
    problem(
      repeated.filter { !isLeak($0.value) }.keys.sorted(), "is listed more than once",
      "are listed more than once")
    problem(
      repeated.filter { isLeak($0.value) }.keys.sorted(), "is in more than one split",
      "are in more than one split")
  }

  private mutating func checkIntervals(_ videos: [Manifest.Video]) {
    var (beyond, over, overlapping) = ([String](), [String](), [String]())
    for video in videos {
      let sorted = video.intervals.sorted { $0.lowerBound < $1.lowerBound }
      if zip(sorted, sorted.dropFirst()).contains(where: { $0.overlaps($1) }) {
        overlapping.append(video.path)
      }
      guard let frames = video.frames else { continue }
      let end = sorted.map(\.upperBound).max() ?? 0
      if end > frames + Self.slack || sorted.contains(where: { $0.lowerBound >= frames }) {
        beyond.append("\(video.path) (\(FrameIntervals.text(sorted)) of \(frames) frames)")
      } else if end > frames {
        over.append("\(video.path) (\(end - frames) of \(frames))")
      }
    }
    problem(beyond, "has intervals outside its length", "have intervals outside their length")
    note(
      over, "has an interval that ends less than a snippet after its last frame; what is beyond is left out",
      "have intervals that end less than a snippet after their last frame; what is beyond is left out")
    note(
      overlapping, "has intervals that overlap and count once", "have intervals that overlap and count once")
  }

  /// Reports where the numbers of videos differ from the published ones.
  public mutating func compare(_ manifest: Manifest, with layout: DatasetLayout) {
    for published in layout.publishedCounts {
      let own = manifest.videos.filter { $0.split == published.split }
      let abnormal = own.count { $0.isAbnormal }
      guard own.count != published.total || (published.abnormal.map { $0 != abnormal } ?? false) else {
        continue
      }
      let wanted =
        published.abnormal.map { "\($0) abnormal and \(published.total - $0) normal" }
        ?? "\(published.total) videos"
      note(
        "\(layout.name) was published with \(wanted) for \(published.split.rawValue); here are \(abnormal) abnormal and "
          + "\(own.count - abnormal) normal")
    }
  }

  /// Checks the files of all videos, and for files that are in more than one split.
  ///
  /// - Returns: the files found, in the order of the manifest.
  public mutating func lookForVideos(of manifest: Manifest, in index: FileIndex) -> [URL?] {
    let files = locate(manifest.videos, in: index)
    var bySize: [Int: [(video: Manifest.Video, file: URL)]] = [:]
    for case (let video, let file?) in zip(manifest.videos, files) {
      let size = PictureSequence.bytes(of: file)
      bySize[size, default: []].append((video, file))
    }
    var leaks: [String] = []
    for same in bySize.values where same.count > 1 {
      for (place, one) in same.enumerated() {
        for other in same[(place + 1)...]
        where (one.video.split ?? .train) != (other.video.split ?? .train)
          && one.video.path != other.video.path
          && FileManager.default.contentsEqual(atPath: one.file.path, andPath: other.file.path)
        {
          leaks.append("\(one.video.path) = \(other.video.path)")
        }
      }
    }
    problem(
      leaks.sorted(), "has the same content as one of another split",
      "have the same content as ones of another split")
    return files
  }

  /// Checks the features of all videos.
  ///
  /// - Returns: the number of snippets of each video, in the order of the manifest; nil if there are no features.
  public mutating func lookForFeatures(of videos: [Manifest.Video], in index: FileIndex) -> [Int?] {
    let files = locate(videos, in: index)
    var damaged: [String] = []
    let counts = files.map { file -> Int? in
      guard let file else { return nil }
      do throws(TensorFileError) {
        return try VideoFeatures(file).rowCount
      } catch {
        damaged.append(error.message)
        return nil
      }
    }
    problem(damaged, "has features that cannot be read", "have features that cannot be read")
    return counts
  }

  /// Checks the files of videos, or of their features.
  ///
  /// - Returns: the files, in the order of the videos; nil if there is none, or several could be meant.
  public mutating func locate(_ videos: [Manifest.Video], in index: FileIndex) -> [URL?] {
    let files = videos.map { index.url($0) }
    var (missing, ambiguous) = ([String](), [String]())
    for case (let video, .none) in zip(videos, files) {
      if index.candidates(video) > 1 { ambiguous.append(video.path) } else { missing.append(video.path) }
    }
    if !missing.isEmpty { for obstacle in index.problems { problem(obstacle) } }
    let place = index.root.path
    problem(missing, "is not in \(place)", "are not in \(place)")
    problem(
      ambiguous, "could be several files in \(place); give its path",
      "could be several files each in \(place); give their paths")
    return files
  }
}
