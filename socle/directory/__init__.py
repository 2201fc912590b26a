"""The small directories a desk needs: centres, communes, facilities, motives. Takes the first letters typed; gives the rows they mean."""
