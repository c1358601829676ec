public import Foundation

extension Manifest {
  /// Leaves out the videos of which a folder has neither the video nor its features, for a part of a data set.
  ///
  /// - Returns: a sentence for each split from which videos were left out.
  /// - Throws: `missing` if there is no such folder, or none of the videos is in it.
  public mutating func keepPresent(in folder: URL) throws(DatasetError) -> [String] {
    let (files, features) = (try FileIndex.videos(folder), try FileIndex.features(folder))
    // Several files of one name are there; which is meant is asked where they are read.
    func isPresent(_ video: Video) -> Bool {
      [files, features].contains { $0.url(video) != nil || $0.candidates(video) > 0 }
    }
    let present = videos.filter(isPresent)
    guard !present.isEmpty else {
      throw DatasetError(
        .missing, "\(folder.path) has none of the \(videos.count) videos of the data set, nor their features")
    }
    let notes = Split.allCases.compactMap { split -> String? in
      func count(_ videos: [Video]) -> Int { videos.count { ($0.split ?? .train) == split } }
      let (all, kept) = (count(videos), count(present))
      return all == kept
        ? nil : "of \(all) videos for \(split.rawValue) \(kept) are present; the others are left out"
    }
    videos = present
    return notes
  }
}
