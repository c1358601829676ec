public import Foundation
import VigilCore
import VigilEvaluation

/// ShanghaiTech Campus, 437 videos of 13 scenes, in the weakly supervised split that has anomalies in training videos
/// (Zhong et al., CVPR 2019), as RTFM uses it.
///
/// A line of a list is `01_001,0,764` or `01_001 0` (name, 0 or 1, perhaps frames), `01_0014 cycling` (name, class),
/// `…/frames/01_0014 0 265 1` (folder, frames, 0 or 1) or only a path, such as RTFM's `…/01_0015_i3d.npy`. The number
/// in a name gives the label if the line does not: videos with anomalies have four digits, the others three.
/// Frame counts come from masks, `test_frame_mask/01_0014.npy`: those that lists give for abnormal
/// videos are not theirs, but those of the line before. The published ground truth repeats a video's last label to the end of its
/// last snippet, which test videos say in their `ending`.
public enum ShanghaiTech {
  /// One line.
  struct Line: Hashable {
    var stem: String
    var label: String
    /// Of normal videos.
    var frames: Int?
  }

  static func read(_ folder: LayoutFolder, _ options: DatasetLayout.Options) throws(DatasetError)
    -> DatasetLayout.Reading
  {
    func isList(_ name: String, _ part: String) -> Bool {
      name.hasPrefix("sh") && name.contains(part) && (name.hasSuffix(".txt") || name.hasSuffix(".list"))
    }
    let train = try folder.required(options.trainList, "list of training videos (SH_Train.txt)") {
      isList($0, "train")
    }
    let test = try folder.required(options.testList, "list of test videos (SH_Test.txt)") {
      isList($0, "test")
    }
    let masks = folder.arrays(inFolder: "frame_mask")
    return try reading(train: train.text, test: test.text, masks: masks) { folder.video($0) }
  }

  /// Joins lists and masks.
  ///
  /// - Parameters:
  ///   - masks: files of arrays by the names of videos.
  ///   - place: the path of a video, if it is known.
  /// - Throws: `badFile` with all lines and masks that cannot be read.
  public static func reading(
    train: String, test: String, masks: [String: URL], place: (String) -> String? = { _ in nil }
  ) throws(DatasetError) -> DatasetLayout.Reading {
    var reading = DatasetLayout.Reading(manifest: Manifest())
    var (complaints, contradicted, unmasked) = ([String](), [String](), [String]())
    for (text, split) in [(train, Manifest.Split.train), (test, .test)] {
      for (number, text) in LayoutFolder.lines(text).enumerated() {
        guard let line = Self.line(text) else {
          complaints.append(
            "line \(number + 1) of the list for \(split.rawValue) cannot be parsed: \(text.prefix(80))")
          continue
        }
        var video = Manifest.Video(
          path: place(line.stem) ?? line.stem + ".avi", label: line.label, split: split, frames: line.frames)
        if split == .test { video.ending = .repeatLast }
        if let mask = masks[line.stem] {
          do throws(DatasetError) {
            let truth = try FrameMask.read(mask)
            video.frames = truth.frames
            video.intervals = truth.abnormal
            if truth.abnormal.isEmpty == video.isAbnormal { contradicted.append(line.stem) }
          } catch {
            complaints.append(error.message)
          }
        } else if video.isAbnormal {
          unmasked.append(line.stem)
        }
        reading.manifest.videos.append(video)
      }
    }
    guard complaints.isEmpty else { throw DatasetError(.badFile, complaints) }
    reading.findings.problem(
      contradicted, "has a label that contradicts its mask",
      "have labels that contradict their masks")
    reading.findings.note(
      unmasked, "is abnormal but has no mask, so its intervals are unknown",
      "are abnormal but have no mask, so their intervals are unknown")
    return reading
  }

  /// Reads a line.
  static func line(_ text: String) -> Line? {
    let hasSpace = text.contains { $0.isWhitespace }
    let fields = text.split { hasSpace ? $0.isWhitespace : $0 == "," }.map(String.init)
    guard let first = fields.first else { return nil }
    let stem = VideoName.ofFeatures(first)
    let digits = stem.split(separator: "_")
    guard digits.count == 2, digits.allSatisfy({ Int($0) != nil }) else { return nil }
    let byName = digits[1].count == 4 ? Manifest.Video.abnormal : Manifest.Video.normal
    func label(_ field: String) -> String? {
      field == "0" ? Manifest.Video.normal : field == "1" ? Manifest.Video.abnormal : nil
    }
    switch fields.count {
    case 1: return Line(stem: stem, label: byName)
    case 2, 3:
      let frames = fields.count == 3 ? Int(fields[2]) : nil
      guard fields.count == 2 || (frames ?? 0) >= 1 else { return nil }
      if let label = label(fields[1]) {
        return Line(stem: stem, label: label, frames: label == Manifest.Video.normal ? frames : nil)
      }
      guard fields.count == 2, Int(fields[1]) == nil else { return nil }
      return Line(stem: stem, label: fields[1].split(separator: ",").first.map(String.init) ?? byName)
    case 4: return label(fields[3]).map { Line(stem: stem, label: $0) }
    default: return nil
    }
  }
}
