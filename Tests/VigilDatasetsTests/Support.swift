import VigilDatasets

/// A list of videos, so that the compiler need not guess what it is of.
func videos(_ videos: [Manifest.Video]) -> [Manifest.Video] { videos }
