import Foundation
import VigilCore
import VigilEvaluation

/// UIT-VNAnomaly: 89 and 96 videos of streets in Vietnam, with fights, assaults, vandalism and robberies
/// (Vu et al., NICS 2021).
///
/// The data set is available on request and its layout is not published. This reads what its makers use elsewhere: a
/// folder for training and one for testing (whose names contain `train` and `test`), and for the test videos either
/// arrays of a label for each frame (`test_frame_mask/NAME.npy`) or an annotation in the format of UCF-Crime. Training
/// videos are normal, as published, except for those in a subfolder of another name.
enum VNAnomaly {
  static func read(_ folder: LayoutFolder, _ options: DatasetLayout.Options) throws(DatasetError)
    -> DatasetLayout.Reading
  {
    var reading = DatasetLayout.Reading(manifest: Manifest())
    reading.findings.note(
      "the layout of UIT-VNAnomaly is not published: folders for training and testing, and masks or an annotation, "
        + "are assumed"
    )
    let masks = folder.arrays(inFolder: "mask")
    let file = try folder.optional(options.annotation) { $0.contains("annotation") && $0.hasSuffix(".txt") }
    var annotation: TemporalAnnotation?
    if let file {
      do { annotation = try TemporalAnnotation(file.text, name: file.name) } catch {
        throw DatasetError(error)
      }
    }
    let normal = VideoFolder.normalNames(options)
    var (unsplit, unknown) = ([String](), [String]())
    for path in folder.videos {
      let folders = path.split(separator: "/").dropLast().map { $0.lowercased() }
      guard let place = folders.lastIndex(where: { $0.contains("train") || $0.contains("test") }) else {
        unsplit.append(path)
        continue
      }
      var video = Manifest.Video(
        path: path, label: Manifest.Video.normal, split: folders[place].contains("train") ? .train : .test)
      let label = folders.dropFirst(place + 1).last { !["videos", "video", "frames"].contains($0) }
      if let label, !normal.contains(VideoFolder.key(label)) { video.label = label }
      if let mask = masks[video.stem] {
        let truth = try FrameMask.read(mask)
        video.frames = truth.frames
        video.intervals = truth.abnormal
        if !truth.abnormal.isEmpty, !video.isAbnormal { video.label = Manifest.Video.abnormal }
      } else if let entry = annotation?.entries[video.stem] {
        video.intervals = entry.abnormal
        if !entry.abnormal.isEmpty { video.label = entry.category }
      } else if video.split == .test, !video.isAbnormal {
        unknown.append(path)
      }
      reading.manifest.videos.append(video)
    }
    guard !reading.manifest.videos.isEmpty else {
      throw DatasetError(.missing, "\(folder.root.path) has no videos in folders for training and testing")
    }
    reading.findings.note(
      unsplit, "is in no folder for training or testing and left out",
      "are in no folder for training or testing and left out")
    reading.findings.note(
      unknown, "for testing has neither mask nor annotation and counts as normal",
      "for testing have neither masks nor annotations and count as normal")
    return reading
  }
}
