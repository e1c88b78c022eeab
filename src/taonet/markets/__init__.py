"""The markets that come with taonet, a package each; its `market` is the value to run."""
