public import Foundation
import VigilCore

/// What a set of feature files holds: shapes, types, magnitudes, where it came from, and what is wrong with it.
///
/// All numbers are read once.
public struct FeatureSurvey: Sendable {
  /// What the files have in common, a sentence each.
  public private(set) var lines: [String] = []
  /// What is wrong, and what is unusual.
  public private(set) var findings = Findings()

  /// Looks at files.
  ///
  /// - Parameter progress: told after each file how many were read.
  public init(_ files: [URL], progress: (Int) -> Void = { _ in }) {
    var reader = FeatureReader()
    let videos = reader.open(files)
    if !reader.complaints.isEmpty { findings.problem(reader.complaints.joinedComplaints()) }
    guard !videos.isEmpty else { return }
    var contents: [FeatureContent] = []
    for video in videos {
      contents.append(FeatureContent(video.features))
      progress(contents.count)
    }
    let named = zip(videos, contents)
    findings.problem(
      named.filter { !$1.isFinite }.map(\.0.url.lastPathComponent), "has non-finite values (NaN or infinity)",
      "have non-finite values (NaN or infinity)")
    findings.note(
      named.filter { $1.zeros > 0 }.map { "\($0.url.lastPathComponent) (\($1.zeros))" },
      "has features that are all zero", "have features that are all zero")
    findDuplicates(videos, contents)
    describe(videos, contents)
    describeOrigins(videos)
  }

  private mutating func findDuplicates(_ videos: [FeatureVideo], _ contents: [FeatureContent]) {
    let same = Dictionary(grouping: videos.indices) { contents[$0].digest }.values.filter { $0.count > 1 }
    findings.note(
      same.map { places in places.map { videos[$0].url.lastPathComponent }.joined(separator: " = ") }
        .sorted(),
      "has the very numbers of another", "have the very numbers of another each")
  }

  private mutating func describe(_ videos: [FeatureVideo], _ contents: [FeatureContent]) {
    let (crops, size) = (videos[0].features.rowShape[0], videos[0].features.rowShape[1])
    let snippets = videos.reduce(0) { $0 + $1.features.rowCount }
    let types = Dictionary(grouping: videos, by: \.features.typeName).sorted { $0.key < $1.key }
    lines.append(
      "\(NumberText.count(videos.count, "video")), \(NumberText.count(snippets, "snippet")), "
        + "\(NumberText.count(crops, "crop")) of \(size) features in "
        + types.map { types.count == 1 ? $0.key : "\($0.key) (\($0.value.count))" }.joined(separator: ", "))
    let finite = zip(videos, contents).filter(\.1.isFinite)
    let means = finite.map(\.1.meanMagnitude).sorted()
    guard let least = means.first, let most = means.last else { return }
    func text(_ value: Double) -> String { NumberText.trimmed(value, decimals: 2) }
    let mean =
      finite.reduce(0) { $0 + $1.1.meanMagnitude * Double($1.0.features.rowCount) }
      / Double(finite.reduce(0) { $0 + $1.0.features.rowCount })
    lines.append("magnitudes: \(text(mean)) on average, \(text(least)) to \(text(most)) by video")
    // Videos differ by a factor of two or three; ten is another normalisation.
    let middle = means[means.count / 2]
    findings.note(
      finite.filter { $0.1.meanMagnitude > 10 * middle || 10 * $0.1.meanMagnitude < middle }
        .map { "\($0.0.url.lastPathComponent) (\(text($0.1.meanMagnitude)))" },
      "has magnitudes of another scale than most", "have magnitudes of another scale than most")
  }

  private mutating func describeOrigins(_ videos: [FeatureVideo]) {
    let known = videos.map { ($0.url, FeatureProvenance.beside($0.url)?.method) }
    let methods = Dictionary(grouping: known.compactMap(\.1)) { $0 }.mapValues(\.count).sorted {
      "\($0.key)" < "\($1.key)"
    }
    let silent = known.filter { $0.1 == nil }.map(\.0.lastPathComponent)
    guard !methods.isEmpty else {
      return lines.append("no file says how it was made")
    }
    lines += methods.map { "made with \($0.key): \(NumberText.count($0.value, "video"))" }
    if methods.count > 1 {
      findings.note("features of different origin must not be mixed: they were made in \(methods.count) ways")
    }
    findings.note(
      silent, "does not say how its features were made", "do not say how their features were made")
  }
}

/// What the numbers of a video's features are like.
private struct FeatureContent {
  /// Equal for equal shapes and numbers; almost surely different for others.
  private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325
  /// The mean Euclidean length of a feature; of finite ones.
  private(set) var meanMagnitude = 0.0
  /// Features of which every number is zero.
  private(set) var zeros = 0
  /// Whether all numbers are finite.
  private(set) var isFinite = true

  init(_ features: VideoFeatures) {
    let (crops, size) = (features.shape[1], features.shape[2])
    for extent in features.shape { mix(UInt64(extent)) }
    var sum = 0.0
    for row in 0..<features.rowCount {
      features.withRow(row) { span in
        for crop in 0..<crops {
          var square = 0.0
          for index in crop * size..<(crop + 1) * size {
            let value = span[index]
            mix(UInt64(value.bitPattern))
            square += Double(value) * Double(value)
          }
          if square == 0 { zeros += 1 }
          if square.isFinite { sum += square.squareRoot() } else { isFinite = false }
        }
      }
    }
    meanMagnitude = sum / Double(max(1, features.rowCount * crops))
  }

  /// FNV-1a, by words.
  private mutating func mix(_ value: UInt64) {
    digest = (digest ^ value) &* 0x100_0000_01B3
  }
}
