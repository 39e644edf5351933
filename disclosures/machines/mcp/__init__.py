"""Three questions for language models (Model Context Protocol over HTTP, one POST each, no session): what the site finds,
what an agency's figures were over the years, what stands beside what. What they answer is data.
"""
