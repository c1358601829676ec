public import Foundation

/// Numbered pictures that together are a video, as ShanghaiTech and UCSD Ped2 are published: those of a folder, or those that a
/// pattern such as `frames/%05d.jpg` names.
///
/// Pictures come in the order of their numbers, whether or not these have leading zeros: `2.jpg` before `10.jpg`.
public struct PictureSequence: Hashable, Sendable {
  /// The endings that make a file of a folder a picture, in lower case; those of a pattern may be others.
  public static let extensions: Set<String> = ["jpg", "jpeg", "png", "tif", "tiff", "bmp"]

  /// Where the pictures lie.
  public let folder: URL
  /// Their names, at least one, in order.
  public let names: [String]
  /// How many numbers between the first and the last have no picture.
  public let missing: Int

  /// The files of the pictures, in order.
  public var files: [URL] { names.map { folder.appending(path: $0) } }

  /// Looks for pictures behind a path that a user gives.
  ///
  /// A folder is a sequence if it holds numbered pictures, and neither videos nor other folders. A path whose last part has
  /// `%d` or `%05d` is a pattern, unless a file has that very name.
  ///
  /// - Returns: nil if the path is that of a file, of any other folder, or of nothing.
  /// - Throws: `severalSequences` if a folder has pictures that differ in more than their numbers; `cannotRead` if a folder may
  ///   not be read, or has no picture of the pattern.
  public init?(_ path: String) throws(CoreError) {
    let place = URL(filePath: path).absoluteURL.standardizedFileURL
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder) {
      guard isFolder.boolValue else { return nil }
      try self.init(in: place, names: FolderNames.list(place).names)
    } else {
      guard let pattern = PicturePattern(place.lastPathComponent) else { return nil }
      let folder = place.deletingLastPathComponent()
      guard FileManager.default.fileExists(atPath: folder.path) else { return nil }
      let names = try FolderNames.list(folder).names.filter(pattern.matches)
      guard !names.isEmpty else {
        throw CoreError(
          .cannotRead, "no file in \(folder.path) is called as \(place.lastPathComponent) says")
      }
      self.init(folder, names)
    }
  }

  /// Looks for pictures among the names of what is in a folder; see `init(_:)`.
  package init?(in folder: URL, names: [String]) throws(CoreError) {
    let visible = names.filter { !$0.hasPrefix(".") }
    let pictures = visible.filter { Self.isPicture($0) && $0.contains(where: Self.isDigit) }
    guard !pictures.isEmpty, !visible.contains(where: { VideoName.isVideo($0) }),
      !visible.contains(where: { !Self.isPicture($0) && Self.isFolder(folder.appending(path: $0)) })
    else { return nil }
    let forms = Dictionary(grouping: pictures) { Self.form($0) }.values.map { Self.sorted($0)[0] }.sorted()
    guard forms.count == 1 else {
      let patterns = forms.prefix(2).map { PicturePattern.of($0) }
      throw CoreError(
        .severalSequences,
        "\(folder.path) holds \(forms.count) sequences of pictures; name one by its pattern, such as "
          + "\(folder.appending(path: patterns[0]).path) or \(patterns[1])")
    }
    self.init(folder, pictures)
  }

  private init(_ folder: URL, _ names: [String]) {
    self.folder = folder
    self.names = Self.sorted(names)
    missing = Self.missing(among: self.names)
  }

  /// The size of a video in bytes, with all pictures if it is a sequence; 0 if it is not there.
  package static func bytes(of video: URL) -> Int {
    func size(_ file: URL) -> Int { (try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0 }
    guard let sequence = try? PictureSequence(video.path) else { return size(video) }
    return sequence.files.reduce(0) { $0 + size($1) }
  }

  static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

  private static func isPicture(_ name: String) -> Bool {
    extensions.contains((name as NSString).pathExtension.lowercased())
  }

  private static func isFolder(_ place: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// What names of one sequence have in common: all but their digits.
  private static func form(_ name: String) -> String {
    var form = ""
    for character in name.lowercased() {
      if !isDigit(character) { form.append(character) } else if form.last != "0" { form.append("0") }
    }
    return form
  }

  /// The numbers in a name, as text without leading zeros: they may have any length.
  private static func numbers(_ name: String) -> [String] {
    name.split { !isDigit($0) }.map { digits in
      let plain = digits.drop { $0 == "0" }
      return plain.isEmpty ? "0" : String(plain)
    }
  }

  private static func sorted(_ names: [String]) -> [String] {
    names.map { (numbers: numbers($0), name: $0) }.sorted { a, b in
      for (one, other) in zip(a.numbers, b.numbers) where one != other {
        return (one.count, one) < (other.count, other)
      }
      return a.name < b.name
    }.map(\.name)
  }

  /// How many pictures are missing where one number of the names goes up in equal steps.
  private static func missing(among names: [String]) -> Int {
    let rows = names.map { numbers($0) }
    let width = rows[0].count
    guard rows.allSatisfy({ $0.count == width }) else { return 0 }
    let varying = (0..<width).filter { place in rows.contains { $0[place] != rows[0][place] } }
    guard varying.count == 1 else { return 0 }
    let values = rows.compactMap { Int($0[varying[0]]) }
    guard values.count == rows.count else { return 0 }
    let steps = zip(values.dropFirst(), values).map { $0.0 - $0.1 }.filter { $0 > 0 }
    guard let step = steps.min() else { return 0 }
    return steps.reduce(0) { $0 + $1 / step - 1 }
  }
}

/// A name with a number in it, as FFmpeg writes it: `%d`, or `%05d` for at least five digits.
struct PicturePattern {
  private let start: Substring
  private let end: Substring
  private let digits: Int

  /// Reads a pattern; nil if there is no number, or more than one.
  init?(_ name: String) {
    let places = name.matches(of: /%(?:0([1-9]))?d/)
    guard places.count == 1 else { return nil }
    start = name[..<places[0].range.lowerBound]
    end = name[places[0].range.upperBound...]
    digits = places[0].output.1.flatMap { Int($0) } ?? 1
  }

  /// Whether a name is of the pattern.
  func matches(_ name: String) -> Bool {
    guard name.hasPrefix(start), name.hasSuffix(end), name.count > start.count + end.count else {
      return false
    }
    let number = name.dropFirst(start.count).dropLast(end.count)
    return number.count >= digits && number.allSatisfy(PictureSequence.isDigit)
  }

  /// The pattern of a name: its last number varies.
  static func of(_ name: String) -> String {
    guard let end = name.lastIndex(where: PictureSequence.isDigit) else { return name }
    let start =
      name[...end].lastIndex { !PictureSequence.isDigit($0) }.map(name.index(after:)) ?? name.startIndex
    let digits = name.distance(from: start, to: end) + 1
    let width = name[start] == "0" && digits > 1 && digits < 10 ? "0\(digits)" : ""
    return name[..<start] + "%\(width)d" + name[name.index(after: end)...]
  }
}
