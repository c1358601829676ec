import VigilCore
import VigilEvaluation

extension [Manifest.Video] {
  /// The snippet counts in a table, in the order of the videos.
  ///
  /// - Parameters:
  ///   - path: a table with the columns `video` and `snippets`, or `frames`.
  ///   - framesPerSnippet: the frames of a snippet, of which a last one may have fewer.
  /// - Throws: `missing` if the table cannot be read; `badFile` if it has no row for some of the videos.
  public func snippetCounts(table path: String, framesPerSnippet: Int) throws(DatasetError) -> [Int] {
    let list: VideoList
    do {
      list = try VideoList(csv: TextFile.read(path), name: path, framesPerScore: framesPerSnippet)
    } catch let error as EvaluationError {
      throw DatasetError(error)
    } catch {
      throw DatasetError(.missing, error.explanation)
    }
    let rows = VideoNameTable(list.videos, name: \.name)
    let frames = map { rows.values($0.stem).first?.frames }
    let missing = zip(self, frames).filter { $1 == nil }.map(\.0.path)
    guard missing.isEmpty else {
      throw DatasetError(.badFile, "\(path) has no row for \(missing.joinedNames())")
    }
    return frames.compactMap { $0.map { ($0 + framesPerSnippet - 1) / framesPerSnippet } }
  }
}
